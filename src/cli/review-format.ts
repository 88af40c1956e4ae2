import TEXTES from './review-textes.json';

/** "1 message", "3 messages". */
export const counted = (n: number, [one = '', many = '']: readonly string[]): string => `${n} ${n > 1 ? many : one}`;
export const messages = (n: number): string => counted(n, TEXTES.messages);
/** "0,42". */
export const decimal = (value: number): string => value.toFixed(2).replace('.', ',');
