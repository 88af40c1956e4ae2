import { readNumber } from '../../src/ops/spoken-numbers';
import { after, before, type Extractor, type Lecture, type Trouvee } from './span';

type Candidate = { start: number; end: number; value: number; marked: boolean };

const CURRENCY = /^ ?(?:€|euros?\b|eur\b|e\b(?!['.])|balles\b|boules\b)/;
const PER_MONTH = /^ {0,2}(?:\(?par mois|\/ ?mois|mensuels?|mensuelles?|chaque mois|tous les mois|au mois|le mois\b|p(?:ar)? ?mois|de mensualite)/;
const ROUGH_BEFORE = /(?:environ|a peu pres|autour de|dans les|presque|pres de|plus de|moins de|genre|quelque chose comme|grosso modo|minimum|maximum|jusqu'a|au moins) ?(?:les |de )?$/;
const ROUGH_AFTER = /^ ?(?:environ|a peu pres|et quelques|et des poussieres|et des brouettes|a tout casser)/;
/** Words after a number that make it something else than money. */
const OTHER_UNIT = /^[ -]{0,2}(?:ans?\b|mois\b|jours?\b|semaines?|heures?|h\b|h\d|minutes?|min\b|m2|m²|metres?|kms?\b|enfants?|gosses?|filles?|fils\b|personnes?|pieces?|fois\b|%|pour ?cents?|eme|e(?:me)? |er\b|rue\b|avenue|bd\b|boulevard|chemin|impasse|loyers?|factures?|messages?|courriers?|mails?|appels?|rendez|bebes?|jumeaux|cotes?|parts?|°|\/\d|[:.]\d|trimestres?|annees?|versements?|cachets?|demandes?|adultes?|colocs?|autres?|salaires?|boulots?|employeurs?|relances?|papiers?|documents?|janv|fev|mars|avr|mai\b|juin|juil|aout|sept|oct|nov|dec)/;
/** What is said just before an amount whose currency is not said. */
const MONEY_CUE = /(?:reclame(?:z|nt)?|rembourser|rends?|rendre|dois|devrais|doit|touche(?:ais|r|s)?|gagne(?:ais|r|s|nt)?|recois|recu|verse(?:z|nt|r)?|paye?(?:z|r|s)?|paie|prelev(?:e|ez|es|ent)|retire(?:z|nt)?|retenu(?:e)?|retenez|retient|prend|prenez|prennent|baisse|baisser|diminue|augmente|perdu|manque|loyer|salaire|montant|somme|dette|indu|trop[ -]percu|retenue|revenus?|passe|passee|passer|tombe|reste|mensualites?|apl|rsa|aah|prime|allocation|pension|facture|charges|bail) (?:(?:que|encore|a|de|est|etait|c'est|etais|avant|me|m'|la|le|du|d'|par mois|actuel|environ|pour|toujours|plus) ?){0,3}:? ?$/;

export const amounts: Extractor = (lecture) => {
  const candidates = [...written(lecture), ...inThousands(lecture), ...spoken(lecture)].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    if (kept.some((k) => k.start < candidate.end && candidate.start < k.end)) continue;
    if (candidate.marked || isMoney(lecture, candidate)) kept.push(candidate);
  }
  return pairsBeforeCurrency(lecture, kept, candidates).map((c) => amountOf(lecture, c));
};

function written({ folded }: Lecture): Candidate[] {
  const found: Candidate[] = [];
  for (const m of folded.matchAll(/(?<![\w.,/•-])(?:(\d{1,2}) fois )?(\d{1,3}(?:[ .]\d{3}){1,2}(?!\d)|\d{1,7})(?:[.,](\d{1,2})(?!\d))?(?![\w/•])?/g)) {
    const [all, times, whole, cents] = m;
    const end = m.index + all.length;
    if (whole === undefined || /^[\w•]/.test(glued(folded, end)) ) continue;
    const value = (Number(whole.replace(/\D/g, '')) + Number((cents ?? '0').padEnd(2, '0')) / 100) * Number(times ?? 1);
    const start = times === undefined ? m.index : m.index;
    const currency = CURRENCY.exec(after(folded, end, 10));
    found.push({ start, end: end + (currency?.[0].length ?? 0), value: Math.round(value * 100) / 100, marked: currency !== null || times !== undefined });
  }
  return found;
}

/** What touches the number, once its currency is set aside. */
const glued = (folded: string, end: number): string => after(folded, end, 8).replace(/^(?:e(?:ur(?:os?)?)?\b)/, '');

function inThousands({ folded }: Lecture): Candidate[] {
  const found: Candidate[] = [];
  for (const m of folded.matchAll(/(?<![\w.,-])(\d{1,3})(?:[.,](\d))? ?k(\d{1,3})?(?:€|e\b)?(?!\w)/g)) {
    const hundreds = m[3] === undefined ? Number(m[2] ?? 0) * 100 : Number(m[3].padEnd(3, '0'));
    found.push({ start: m.index, end: m.index + m[0].length, value: Number(m[1]) * 1000 + hundreds, marked: true });
  }
  return found;
}

function spoken({ folded, words }: Lecture): Candidate[] {
  const found: Candidate[] = [];
  for (let i = 0; i < words.length; i++) {
    const read = readNumber(words, i, folded);
    if (read === null) continue;
    const last = words[read.next - 1];
    const start = words[i]?.start ?? 0;
    if (last === undefined) continue;
    found.push(spokenCandidate(folded, start, last.end, read.value));
    i = read.next - 1;
  }
  return [...found, ...collective(folded)];
}

function spokenCandidate(folded: string, start: number, end: number, value: number): Candidate {
  const currency = /^ (?:d'|de )?(?:euros?\b|balles\b)/.exec(after(folded, end, 12)) ?? CURRENCY.exec(after(folded, end, 10).replace(/^ e\b/, ''));
  const cents = currency === null ? null : /^ (\d{1,2})(?!\w)/.exec(after(folded, end + currency[0].length, 4));
  const stop = end + (currency?.[0].length ?? 0) + (cents?.[0].length ?? 0);
  return { start, end: stop, value: value + Number(cents?.[1] ?? 0) / 100, marked: currency !== null };
}

const COLLECTIVE: Record<string, number> = { dizaine: 10, quinzaine: 15, vingtaine: 20, trentaine: 30, quarantaine: 40, cinquantaine: 50, soixantaine: 60, centaine: 100, millier: 1000 };

function collective(folded: string): Candidate[] {
  return [...folded.matchAll(/\bune? (dizaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine|millier) d'euros?/g)]
    .map((m) => ({ start: m.index, end: m.index + m[0].length, value: COLLECTIVE[m[1] ?? ''] ?? 0, marked: true }));
}

/** A bare number is money after a word of money, or when it is paid by the month; never a year, an age or a count. */
function isMoney({ folded }: Lecture, { start, end, value }: Candidate): boolean {
  const next = after(folded, end, 20);
  if (PER_MONTH.test(next) && value >= 10) return true;
  if (value < 10 || (value >= 1900 && value <= 2100 && !/\b(?:salaire|loyer|reclame\w*|gagne|montant) (?:de |est )?$/.test(before(folded, start))) || value > 200_000) return false;
  if (OTHER_UNIT.test(next) || /(?:code|article|numero|n°|rue|appartement|appt|bat|cerfa|depuis|dans|annee|en|le|au|art\.?|ligne|lot|page|ans|erreur) $/.test(before(folded, start, 12))) return false;
  return MONEY_CUE.test(before(folded, start, 60).replace(/(?:environ|presque|que) $/, ''));
}

/** "de 214 à 96 euros", "je paye 520 au lieu de 480 euros": the first number takes the currency of the second. */
function pairsBeforeCurrency({ folded }: Lecture, kept: readonly Candidate[], all: readonly Candidate[]): Candidate[] {
  const added = all.filter((c) => !kept.some((k) => k.start < c.end && c.start < k.end) && c.value >= 10 && kept.some((k) =>
    k.start > c.end && k.start - c.end <= 16 && /^ (?:euros? )?(?:a|au lieu de|et|ou|contre|plutot que|puis|vers|-) ?(?:de )?$/.test(folded.slice(c.end, k.start))))
    .filter((c) => !/^ ?(?:ans|mois|jours|enfants)/.test(after(folded, c.end)) && !(c.value >= 1900 && c.value <= 2100));
  return [...kept, ...added].sort((a, b) => a.start - b.start);
}

function amountOf({ folded }: Lecture, { start, end, value }: Candidate): Trouvee {
  const parMois = PER_MONTH.exec(after(folded, end, 20));
  const rough = ROUGH_BEFORE.test(before(folded, start)) || ROUGH_AFTER.test(after(folded, end)) || /^une? \w+ d'/.test(folded.slice(start, end));
  return { type: 'montant', start, end, euros: value, parMois: parMois !== null, approximatif: rough };
}
