/** What must never be stored (DOSSIER §6.2). */
export type NatureMasquee = 'nir' | 'iban' | 'carte' | 'mot_de_passe';

/** A span to hide. Offsets are UTF-16, in the text given; `masque` takes its place. */
export type ZoneMasquee = { start: number; end: number; nature: NatureMasquee; masque: string };

const CARTE = '•••• •••• •••• ••••';
const CRYPTOGRAMME = '•••';
const SECRET = '••••';
const IBAN_DICTE = 'FR•• •••• •••• ••••';
const LONGEST_CRYPTOGRAMME = 4;

/** @param signs figures of the NIR, whole or not: the first three stay */
export const nirZone = (start: number, end: number, signs: string): ZoneMasquee =>
  ({ start, end, nature: 'nir', masque: `${signs.charAt(0)} ${signs.slice(1, 3)} •• •• ••• ••• ••` });

/** @param signs with or without country and key; the first four of an IBAN and the last two stay */
export const ibanZone = (start: number, end: number, signs: string): ZoneMasquee => ({
  start, end, nature: 'iban', masque: /^[a-z]/.test(signs) ? `${signs.slice(0, 4).toUpperCase()} •••• •••• ••${signs.slice(-2).toUpperCase()}` : `•••• •••• ••${signs.slice(-2)}`,
});

export const dictatedIbanZone = (start: number, end: number): ZoneMasquee => ({ start, end, nature: 'iban', masque: IBAN_DICTE });
export const carteZone = (start: number, end: number): ZoneMasquee => ({ start, end, nature: 'carte', masque: CARTE });

/** A card number, or the three or four figures on its back. */
export const carteOrBackZone = (start: number, end: number, figures: number): ZoneMasquee =>
  figures <= LONGEST_CRYPTOGRAMME ? { start, end, nature: 'carte', masque: CRYPTOGRAMME } : carteZone(start, end);

export const secretZone = (start: number, end: number): ZoneMasquee => ({ start, end, nature: 'mot_de_passe', masque: SECRET });
