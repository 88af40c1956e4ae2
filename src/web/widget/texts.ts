import textes from './textes.json';

export type TextId = keyof typeof textes;

/** The French sentence `id`, its `{placeholders}` filled. */
export const t = (id: TextId, values: Record<string, string | number> = {}): string =>
  textes[id].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
