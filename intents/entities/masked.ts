import { findSensitive } from '../../src/ops/masking';
import type { Extractor, Trouvee } from './lecture';

/** NIR, IBAN, card and secrets: those that `findSensitive` sees, and the marks left where the channel has already hidden one. */
export const masked: Extractor = ({ text, folded }) => [
  ...findSensitive(text).map((z): Trouvee => ({ type: 'masque', start: z.start, end: z.end, nature: z.nature })),
  ...hiddenBefore(folded),
];

const NIR = /\d \d{2} •• •• ••• ••• ••/g;
const CARD = /•••• •••• •••• ••••/g;
const IBAN = /(?:[a-z]{2}[\d•]{2} )?•••• •••• ••[\w•]{2}(?!•)(?! ••••)/g;
const SECRET = /(?<![•\d] ?)••••(?! ?[•\d])/g;

function hiddenBefore(folded: string): Trouvee[] {
  if (!folded.includes('•')) return [];
  const found = (shape: RegExp, nature: 'nir' | 'iban' | 'carte' | 'mot_de_passe'): Trouvee[] =>
    [...folded.matchAll(shape)].map((m) => ({ type: 'masque', start: m.index, end: m.index + m[0].length, nature: nature === 'iban' && /^•/.test(m[0]) && m[0].endsWith('••••') ? 'carte' : nature }));
  return [...found(NIR, 'nir'), ...found(IBAN, 'iban'), ...found(CARD, 'carte'), ...found(SECRET, 'mot_de_passe')];
}
