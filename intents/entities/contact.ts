import { findReferences, parseReference } from '../../src/domain/reference';
import { findSensitive } from '../../src/ops/masking';
import { after, before, type Extractor, type Trouvee } from './span';

/** Numbers and addresses that identify someone or something. */

export const references: Extractor = ({ text, folded }) => {
  const written = findReferences(text).map((r): Trouvee => ({ type: 'reference', start: r.start, end: r.end, valeur: r.reference, valide: r.valide }));
  return [...written, ...dictatedReferences(text, folded)];
};

const SPOKEN_PREFIX = /\b(?:ref(?:erence)?|r ?e ?f|erre e effe)[ ,]{0,2}(?:tiret |trait d'union )?(?:exp|e ?x ?p|e iks pe)\b[ ,]{0,3}(?:tiret |trait d'union )?/g;

function dictatedReferences(text: string, folded: string): Trouvee[] {
  return [...folded.matchAll(SPOKEN_PREFIX)].slice(0, 6).flatMap((m) => {
    const start = m.index;
    const from = start + m[0].length;
    const words = [...after(folded, from, 120).matchAll(/[a-z0-9]+/g)].slice(0, 24);
    for (let n = words.length; n >= 3; n--) {
      const last = words[n - 1];
      if (last === undefined) continue;
      const end = from + last.index + last[0].length;
      const read = parseReference(text.slice(from, end));
      if (read.reference !== null) return [{ type: 'reference' as const, start, end, valeur: read.reference, valide: true }];
    }
    return [];
  });
}

export const masked: Extractor = ({ text, folded }) => [
  ...findSensitive(text).map((z): Trouvee => ({ type: 'masque', start: z.start, end: z.end, nature: z.nature })),
  ...[...folded.matchAll(/\d \d{2} •• •• ••• ••• ••/g)].map((m): Trouvee => ({ type: 'masque', start: m.index, end: m.index + m[0].length, nature: 'nir' })),
  ...[...folded.matchAll(/(?:[a-z]{2}[\d•]{2} )?•••• •••• ••[\w•]{2}(?!•)(?! ••••)/g)].map((m): Trouvee => ({ type: 'masque', start: m.index, end: m.index + m[0].length, nature: /^[a-z]/.test(m[0]) || !m[0].endsWith('••••') ? 'iban' : 'carte' })),
  ...[...folded.matchAll(/•••• •••• •••• ••••/g)].map((m): Trouvee => ({ type: 'masque', start: m.index, end: m.index + m[0].length, nature: 'carte' })),
  ...[...folded.matchAll(/(?<![•\d] ?)••••(?! ?[•\d])/g)].map((m): Trouvee => ({ type: 'masque', start: m.index, end: m.index + m[0].length, nature: 'mot_de_passe' })),
];

export const emails: Extractor = ({ text }) =>
  [...text.matchAll(/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g)].map((m) => ({ type: 'email', start: m.index, end: m.index + m[0].length, valeur: m[0].toLowerCase() }));

export const telephones: Extractor = ({ text }) =>
  [...text.matchAll(/(?<![\d.,-])(?:(?:\+|00)33[ .-]?(?:\(0\))?[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)/g)].map((m) => ({
    type: 'telephone', start: m.index, end: m.index + m[0].length, valeur: m[0].replace(/\(0\)/, '').replace(/[ .-]/g, '').replace(/^(?:\+|00)33/, '0'),
  }));

const ALLOCATAIRE_CUE = /(?:allocataire|alloc\.?|matricule|(?:numero|num|n°|no)(?: de)?(?: la| ma)? (?:caf|dossier)|mon (?:numero|num|n°))(?: (?:caf|de dossier))? ?(?:(?:est|c'est|c est|cest|:|le|n°|numero|=|et|,|du|bien) ?){0,3}$/;

/** Seven digits alone, or five to seven after a word that says so; the letter that some letters print is dropped. */
export const numerosAllocataire: Extractor = ({ folded }) =>
  [...folded.matchAll(/(?<![\w.,/•€-])(\d{1,3}(?:[ .]\d{2,3}){1,2}|\d{4,7})(?: ?([a-z])\b)?(?![\w/•]|[.,]\d)/g)].flatMap((m): Trouvee[] => {
    const digits = (m[1] ?? '').replace(/\D/g, '');
    const cued = ALLOCATAIRE_CUE.test(before(folded, m.index, 50));
    if (digits.length > 7 || (!cued && (digits.length !== 7 || /\D/.test(m[1] ?? ''))) || digits.length < 4) return [];
    if (/^ ?(?:€|euro|e\b)/.test(after(folded, m.index + (m[1] ?? '').length, 8))) return [];
    const letter = m[2] !== undefined && !/^[ay]$/.test(m[2]) ? m[0].length : (m[1] ?? '').length;
    return [{ type: 'numero_allocataire', start: m.index, end: m.index + letter, valeur: digits }];
  });

const PLACE_CUE = /(?:code postal|postal|habite|j'habite|vis|domicili\w*|adresse|a|sur|ville|commune|cp|dans le|:|,|rue [a-z ]{2,30}|demenage\w*|caf d[eu]) ?(?:(?:est|le|au|a|de|du|c'est) ?){0,2}$/;

export const codesPostaux: Extractor = ({ folded }) =>
  [...folded.matchAll(/(?<![\w.,/•€-])((?:0[1-9]|[1-8]\d|9[0-5]|97|98)\d{3}|2[ab]\d{3})(?![\w/•]|[.,]\d| ?(?:€|euro|e\b))/g)].flatMap((m): Trouvee[] => {
    const cued = PLACE_CUE.test(before(folded, m.index, 45)) || /^ [a-z]{3,}/.test(after(folded, m.index + 5, 14)) || folded.trim() === m[0];
    const isMoney = /(?:reclam\w*|dois|doit|rembourser|dette de|gagne|indu de|somme de|montant de) (?:de )?$/.test(before(folded, m.index));
    return cued && !isMoney ? [{ type: 'code_postal', start: m.index, end: m.index + 5, valeur: m[0].toUpperCase() }] : [];
  });

export const DEPARTEMENTS: Record<string, string> = {
  ain: '01', aisne: '02', allier: '03', 'alpes-de-haute-provence': '04', 'hautes-alpes': '05', 'alpes-maritimes': '06', ardeche: '07', ardennes: '08', ariege: '09', aube: '10', aude: '11',
  aveyron: '12', 'bouches-du-rhone': '13', calvados: '14', cantal: '15', charente: '16', 'charente-maritime': '17', correze: '19', "cote-d'or": '21', "cotes-d'armor": '22', creuse: '23',
  dordogne: '24', doubs: '25', drome: '26', eure: '27', 'eure-et-loir': '28', finistere: '29', gard: '30', 'haute-garonne': '31', gers: '32', gironde: '33', herault: '34', 'ille-et-vilaine': '35',
  'indre-et-loire': '37', indre: '36', isere: '38', jura: '39', landes: '40', 'loir-et-cher': '41', 'haute-loire': '43', 'loire-atlantique': '44', loiret: '45', 'lot-et-garonne': '47', lozere: '48',
  'maine-et-loire': '49', manche: '50', 'haute-marne': '52', mayenne: '53', 'meurthe-et-moselle': '54', meuse: '55', morbihan: '56', moselle: '57', nievre: '58', nord: '59', oise: '60',
  orne: '61', 'pas-de-calais': '62', 'puy-de-dome': '63', 'pyrenees-atlantiques': '64', 'hautes-pyrenees': '65', 'pyrenees-orientales': '66', 'bas-rhin': '67', 'haut-rhin': '68', rhone: '69',
  'haute-saone': '70', 'saone-et-loire': '71', sarthe: '72', 'haute-savoie': '74', savoie: '73', 'seine-maritime': '76', 'seine-et-marne': '77', yvelines: '78', 'deux-sevres': '79', somme: '80',
  'tarn-et-garonne': '82', tarn: '81', var: '83', vaucluse: '84', vendee: '85', 'haute-vienne': '87', vienne: '86', vosges: '88', yonne: '89', 'territoire-de-belfort': '90', essonne: '91',
  'hauts-de-seine': '92', 'seine-saint-denis': '93', 'val-de-marne': '94', "val-d'oise": '95', guadeloupe: '971', martinique: '972', guyane: '973', reunion: '974', mayotte: '976',
  'corse-du-sud': '2A', 'haute-corse': '2B',
};
const NAMES = Object.keys(DEPARTEMENTS).sort((a, b) => b.length - a.length).map((n) => n.replace(/-/g, '[ -]').replace(/'/g, "[' ]"));
const BY_NAME = new RegExp(`(?:\\b(?:departement|caf) (?:de |du |d'|des |de la |de l')?|\\b(?:dans|en) (?:le |la |l'|les )?)(${NAMES.join('|')})\\b`, 'g');
const BY_NUMBER = /\b(?:departement|dept|caf)(?: (?:du|de|numero|n°|le))? ?(\d{2,3}|2[ab])(?![\w/]|[.,]\d| ?(?:€|euro|e\b))|\b(?:dans|sur|habite) le (\d{2}|97\d|2[ab])(?![\w/]|[.,]\d| ?(?:€|euro|h\b|du\b))/g;

export const departements: Extractor = ({ folded }) => [
  ...[...folded.matchAll(BY_NAME)].map((m): Trouvee => {
    const name = m[1] ?? '';
    const end = m.index + m[0].length;
    return { type: 'departement', start: end - name.length, end, valeur: departementNamed(name) };
  }),
  ...[...folded.matchAll(BY_NUMBER)].flatMap((m): Trouvee[] => {
    const code = (m[1] ?? m[2] ?? '').toUpperCase();
    const end = m.index + m[0].length;
    return isDepartement(code) ? [{ type: 'departement', start: end - code.length, end, valeur: code }] : [];
  }),
];

function departementNamed(name: string): string {
  const key = Object.keys(DEPARTEMENTS).find((k) => k.replace(/[-']/g, ' ') === name.replace(/[-']/g, ' '));
  return DEPARTEMENTS[key ?? ''] ?? '';
}

const isDepartement = (code: string): boolean => code === '75' || Object.values(DEPARTEMENTS).includes(code) || ['18', '42', '46', '51', '75'].includes(code);
