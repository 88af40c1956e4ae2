import { findSensitive } from './masking';
import LEXIQUE from './review-lexicon.json';
import { dictatedDigits, foldSameLength, isHesitation, NUMBER_WORDS, spokenRuns, wordsOf, type SpokenRun } from './spoken-numbers';

/**
 * Masking of a message that people will read again: everything that says who someone is, or where to find them. Stronger than
 * `maskSensitive`, which keeps what a demande needs. Amounts, months, years and delays stay: they decide what a message means.
 * A name that nothing announces ("Durand ne répond pas") cannot be told from a word: whoever reviews looks once more.
 */

export const MASQUES_REVUE = ['[nom]', '[e-mail]', '[téléphone]', '[numéro]', '[adresse]', '[date]', '[masqué]'] as const;
export type MasqueRevue = (typeof MASQUES_REVUE)[number];
const A_MASK = /\[(?:nom|e-mail|téléphone|numéro|adresse|date|masqué)\]/g;
export type ZoneRevue = { start: number; end: number; masque: MasqueRevue };

/**
 * The text with each personal part replaced by its mask, spaces run together. Idempotent.
 *
 * @param known spans already found by other means in this very text; UTF-16 offsets
 */
export function maskForReview(text: string, known: readonly ZoneRevue[] = []): string {
  let out = '';
  let from = 0;
  for (const { start, end, masque } of findPersonal(text, known)) {
    out += text.slice(from, start) + masque;
    from = end;
  }
  return (out + text.slice(from)).replace(/\s+/g, ' ').trim();
}

/** The sentence as it would be without what was hidden: "mon mail c’est [e-mail], merci" gives "mon mail c’est, merci". */
export const withoutMasks = (masked: string): string => masked.replace(A_MASK, ' ').replace(/\s+/g, ' ').replace(/ (?=[,.)])/g, '').trim();

/** Personal spans, in order, without overlap; empty when the text says nothing of who wrote it. */
export function findPersonal(text: string, known: readonly ZoneRevue[] = []): ZoneRevue[] {
  const words: Texte = { text, folded: foldSameLength(text), shouting: isShouting(text) };
  const sensitive = findSensitive(text).map(({ start, end }): ZoneRevue => ({ start, end, masque: '[masqué]' }));
  const found = [maskedAlready(text), sensitive, emails(words), phones(words), references(words), births(words), addresses(words), known, numbers(words), names(words)].flat();
  const taken = new Uint8Array(text.length);
  for (const m of text.matchAll(A_MASK)) taken.fill(1, m.index, m.index + m[0].length);
  return found.flatMap((zone) => freeParts(text, taken, zone)).sort((a, b) => a.start - b.start);
}

/** `shouting`: without small letters, a capital says nothing. */
type Texte = { text: string; folded: string; shouting: boolean };

const isShouting = (text: string): boolean => !/\p{Ll}/u.test(text);

/** First come, first served: what is left of a zone is hidden all the same. */
function freeParts(text: string, taken: Uint8Array, { start, end, masque }: ZoneRevue): ZoneRevue[] {
  const parts: ZoneRevue[] = [];
  for (let at = start; at < end; at++) {
    if (taken[at] === 1) continue;
    const stop = taken.indexOf(1, at);
    const part = { start: at, end: stop < 0 ? end : Math.min(stop, end), masque };
    if (/[\p{L}\d•]/u.test(text.slice(part.start, part.end))) parts.push(part);
    at = part.end;
  }
  for (const part of parts) taken.fill(1, part.start, part.end);
  return parts;
}

/** One zone for each match, of its group `zone` when it has one. */
function matches(folded: string, pattern: RegExp, masque: MasqueRevue): ZoneRevue[] {
  return [...folded.matchAll(pattern)].map((m) => {
    const part = m.groups?.zone ?? m[0];
    const start = m.index + m[0].lastIndexOf(part);
    return { start, end: start + part.length, masque };
  });
}

const STOP = new Set(LEXIQUE.stop.split(' '));
const PRENOMS = new Set(LEXIQUE.prenoms.split(' '));

// ---------------------------------------------------------------- what an earlier mask left, e-mails, phones

/** Masks of `maskSensitive` keep a few signs for the person who reads them again; nobody needs these here. */
const maskedAlready = (text: string): ZoneRevue[] =>
  matches(text, /(?:\b[A-Z]{2}(?:\d{2}|••) |\b[1-478] \d{2} )?•(?:[•\d ]*[•\d])?/g, '[masqué]');

const AT = String.raw`(?:arobase|arobas|arobaze|arrobase|at)`;
const DICTATED_JOIN = String.raw`(?:point|tiret(?: du (?:bas|six|6))?|underscore)`;
const WRITTEN_EMAIL = /[\w.+-]{1,64} ?@ ?[a-z0-9-]+(?: ?\. ?[a-z0-9-]{2,})*/g;
const DICTATED_EMAIL = new RegExp(String.raw`(?:(?:[a-z0-9] ){2,24}|(?:[a-z0-9.-]{1,30} ${DICTATED_JOIN} ){0,4}[a-z0-9.-]{1,30} )${AT} [a-z0-9-]{2,30}(?: ?(?:point|dot|tiret|\.) ?[a-z0-9-]{2,30}){1,3}`, 'g');

const emails = ({ folded }: Texte): ZoneRevue[] => [...matches(folded, WRITTEN_EMAIL, '[e-mail]'), ...matches(folded, DICTATED_EMAIL, '[e-mail]')];

const NATIONAL = /(?<![\d,•])0[ ./-]?[1-9](?:[ ./-]{0,2}\d){8}(?!\d)/g;
const INTERNATIONAL = /(?:\+|(?<!\d)00)[ .-]?[1-9](?:[ .()-]{0,3}\d){7,14}/g;

const phones = (words: Texte): ZoneRevue[] => [...matches(words.folded, INTERNATIONAL, '[téléphone]'), ...matches(words.folded, NATIONAL, '[téléphone]'), ...dictated(words)];

const CUE = /\b(?:numeros?|num|matricule|allocataire|identifiant|telephone|tel|portable|dossier|reference|joindre|joignable|rappel\w*|appel\w*)\b/g;
/** Between the word that announces a number and the number ("mon numéro de portable c’est le"). */
const CUE_REACH = 34;

/** Figures said in words: a phone, a number that a word announces, or figures one by one. */
function dictated({ folded }: Texte): ZoneRevue[] {
  const budget = { left: 12_000 };
  return spokenRuns(wordsOf(folded)).flatMap((run): ZoneRevue[] => {
    const [first, last] = [run.words[0], run.words.at(-1)];
    if (!first || !last) return [];
    const zone = { start: first.start, end: last.end };
    const isPhone = dictatedDigits(run.words, 10, (d, done) => d.startsWith('0') && (!done || /^0[1-9]\d{8}$/.test(d)), budget) !== null;
    if (isPhone) return [{ ...zone, masque: '[téléphone]' }];
    return spelled(run) >= 6 || (run.numbers >= 4 && isAnnounced(folded, first.start)) ? [{ ...zone, masque: '[numéro]' }] : [];
  });
}

const FIGURES = new Set('zero un deux trois quatre cinq six sept huit neuf'.split(' '));

/** Length of the run when it is made of figures alone, said one by one. */
const spelled = ({ words }: SpokenRun): number => {
  const said = words.filter(({ norm }) => !isHesitation(norm));
  return said.every(({ norm }) => FIGURES.has(norm) || /^\d$/.test(norm)) ? said.length : 0;
};

const isAnnounced = (folded: string, start: number): boolean => {
  const before = folded.slice(Math.max(0, start - CUE_REACH), start);
  return [...before.matchAll(CUE)].length > 0;
};

// ---------------------------------------------------------------- numbers of people and of files

const REFERENCE = /\bref[ .-]?exp[ .:-]?[0-9a-z](?:[ -]?[0-9a-z]){6}\b/g;

const references = ({ folded }: Texte): ZoneRevue[] => matches(folded, REFERENCE, '[numéro]');

const UNIT_AHEAD = /^\s?(?:€|euros?\b|eur\b|balles\b|e\b|%|km\b|m2\b|metres?\b|fois\b)/;
/** Six figures in a row are an amount only before its unit, or a day written without signs. */
const LONG_NUMBER = /(?<![\d•,.])\d{6,20}[a-z]?(?![\d•])/g;
const GROUPED = /(?<![\d•,.])\d(?:[ .-]?\d){3,14}[a-df-z]?(?![\da-z•])/g;
/** Words that announce the number itself; "allocataire" alone also goes before a year. */
const NUMBER_CUE = /\b(?:numeros?|num|n°|no|matricule|identifiant|allocataire|dossier|reference|ref|courrier|tel|telephone|portable)[a-z' :.,°]{0,30}$/;

function numbers({ folded }: Texte): ZoneRevue[] {
  const long = matches(folded, LONG_NUMBER, '[numéro]').filter((zone) => isIdentifier(folded, zone) && !isCompactDay(folded.slice(zone.start, zone.end)));
  const announced = matches(folded, GROUPED, '[numéro]').filter((zone) => isIdentifier(folded, zone) && NUMBER_CUE.test(folded.slice(Math.max(0, zone.start - 60), zone.start)));
  return [...long, ...announced.filter(({ start, end }) => !isPublic(folded.slice(start, end)))];
}

const isIdentifier = (folded: string, { end }: ZoneRevue): boolean => !UNIT_AHEAD.test(folded.slice(end, end + 10));
const isCompactDay = (digits: string): boolean => /^(?:(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2})$/.test(digits);
/** A year, a day or a month written with signs; a short public number ("3230"). */
const isPublic = (text: string): boolean => /^(?:3\d{3}|10\d{2})$/.test(text) || /^(?:19|20)\d{2}$/.test(text) || /^\d{1,2}[-. ]\d{1,2}[-. ](?:20)?\d{2}$/.test(text) || /^\d{1,2}[-.](?:19|20)\d{2}$/.test(text);

// ---------------------------------------------------------------- births

const NUMBERED_DAY = String.raw`\d{1,2}(?:er)?[ ./-]{1,2}(?:\d{1,2}|${LEXIQUE.mois})\.?[ ./-]{1,2}(?:\d{4}|\d{2})(?!\d)`;
const SAID = [...NUMBER_WORDS].join('|');
const SAID_DAY = String.raw`(?:(?:${SAID}|et|premier|\d{1,2}(?:er)?)[ -]){1,4}(?:${LEXIQUE.mois})\b(?:[ -](?:(?:${SAID}|et)\b|\d{2,4})){0,8}`;
const BIRTH = new RegExp(String.raw`\b(?:nee?s?(?= ?(?:a |le |un |[:,\d(]))|naissance|anniversaire|ne\(e\))\b(?:[a-z' :,]{0,18}?)(?:\ble|:|\best)?\s*(?<zone>${NUMBERED_DAY}|\b${SAID_DAY}|\d{8}(?!\d))`, 'g');
/** A whole day of long ago is hardly anything but a birth. */
const LONG_AGO = new RegExp(String.raw`(?<!\d)\d{1,2}(?:er)?[ ./-]{1,2}(?:\d{1,2}|${LEXIQUE.mois})[ ./-]{1,2}(?:19\d{2}|200[0-7])(?!\d)`, 'g');

const births = ({ folded }: Texte): ZoneRevue[] => [...matches(folded, BIRTH, '[date]'), ...matches(folded, LONG_AGO, '[date]')].map((zone) => trimmed(folded, zone));

function trimmed(folded: string, zone: ZoneRevue): ZoneRevue {
  const end = zone.start + folded.slice(zone.start, zone.end).replace(/(?:[ -]|\bet\b)+$/, '').length;
  return { ...zone, end };
}

// ---------------------------------------------------------------- addresses

const NUMBER_OF_STREET = String.raw`(?:\d{1,4} ?(?:bis|ter|quater|[a-d]\b)?|(?:${SAID})(?:[ -](?:${SAID})){0,3}),? +`;
const LINK = String.raw`(?:(?:de l'|d'|l')|(?:de la|des|du|de|les|la|le) )`;
const STREET = new RegExp(String.raw`(?:${NUMBER_OF_STREET})?\b(?:${LEXIQUE.rues}|${LEXIQUE.ruesAvecCapitale}|(?:av|ave|bd|bld|blvd|boul)\.) +(?=${LINK}|[a-z0-9])`, 'g');
const NUMBERED_STREET = new RegExp(String.raw`${NUMBER_OF_STREET}(?:${LEXIQUE.ruesAvecNumero}|(?:pl|rte|chem)\.) +(?=${LINK}|[a-z0-9])`, 'g');
/** "à la rue", "3 cours de français", "un lot de papiers": a home needs a number, a link or a capital. */
const NO_HOME = /(?:\ba la|\bma|\bsa|\bmeme|\bune|\bun) $/;
const TAIL = /^[, ]*(?:(?:appt?|appartement|bat|batiment|esc|escalier|etage|porte)\.? [a-z0-9]{1,4}[, ]*)*/;
const TOWN = /^[, ]*(?:a )?(?:0[1-9]|[1-8]\d|9[0-8])\d{3}(?!\d)(?: [a-z'-]+)?/;
const POSTAL_THEN_TOWN = /(?<![\d•,.])(?:0[1-9]|[1-8]\d|9[0-8])\d{3},? +(?=\p{Lu}[\p{Ll}'-]|\p{Lu}{2})[\p{L}'-]+(?:[ -]\p{Lu}[\p{L}'-]+){0,3}/gu;
const POSTAL_CODE = /\bcode postal[a-z' :]{0,14}(?<zone>\d{5})(?!\d)/g;

function addresses(words: Texte): ZoneRevue[] {
  const { text, folded } = words;
  const streets = [...folded.matchAll(STREET)].filter((m) => isHome(words, m)).map((m) => streetZone(words, m));
  const numbered = [...folded.matchAll(NUMBERED_STREET)].filter((m) => isHome(words, m) && hasName(words, m)).map((m) => streetZone(words, m));
  const towns = matches(text, POSTAL_THEN_TOWN, '[adresse]').filter(({ start, end }) => !/^\d{5},? (?:€|eur)/i.test(text.slice(start, end)));
  return [...streets, ...numbered, ...towns, ...matches(folded, POSTAL_CODE, '[adresse]')].filter(({ start, end }) => end > start);
}

function isHome(words: Texte, m: RegExpExecArray): boolean {
  const { text, folded, shouting } = words;
  const end = m.index + m[0].length;
  if (/^\d/.test(m[0])) return true;
  if (/^une? [a-z]+ $/.test(m[0]) || NO_HOME.test(folded.slice(Math.max(0, m.index - 8), m.index))) return false;
  const named = !shouting && CAPITAL_NAME.test(text.slice(end));
  return named || startsWithNumber(m[0]) || (PLAIN_STREET.test(m[0]) && OF.test(folded.slice(end)));
}

const CAPITAL_NAME = /^(?:(?:de la|des|du|de|les|la|le) |(?:de )?[ld]['’])?\p{Lu}/u;
/** Their name tells a street, whatever the case it is written in: "rue des lilas". */
const PLAIN_STREET = /^(?:rue|avenue|boulevard|bd|impasse|ruelle|faubourg) $/;
const OF = /^(?:des|du|de|d')/;
const startsWithNumber = (said: string): boolean => NUMBER_WORDS.has(/^[a-z]+/.exec(said)?.[0] ?? '');

/** "3 place de la gare" is one, "3 cours de français" is not: these words have other meanings. */
function hasName({ text, folded, shouting }: Texte, m: RegExpExecArray): boolean {
  const end = m.index + m[0].length;
  if (!/\b(?:cours|passage|mail|voie|place|pl|lot)\.? +$/.test(m[0])) return true;
  return (!shouting && CAPITAL_NAME.test(text.slice(end))) || (/\b(?:place|pl)\.? +$/.test(m[0]) && /^(?:de la|du|des|de l')/.test(folded.slice(end)));
}

/** The name of the street: links and up to four words, until one that begins a sentence; then door, postal code and town. */
function streetZone(words: Texte, m: RegExpExecArray): ZoneRevue {
  const { folded } = words;
  let end = endOfStreetName(words, m.index + m[0].length);
  end += (TAIL.exec(folded.slice(end))?.[0] ?? '').replace(/[, ]+$/, '').length;
  end += TOWN.exec(folded.slice(end))?.[0].length ?? 0;
  return trimmed(folded, { start: m.index, end, masque: '[adresse]' });
}

const STREET_WORD = new RegExp(`^[ -]?${LINK}{0,2}([a-z0-9'-]+)`);
const MOST_STREET_WORDS = 4;
const DOOR = /^[, ]*(?:appt?|appartement|bat|batiment|esc|escalier|etage|porte)\b/;

/** After a word with a capital, one without is no more of the name. */
function endOfStreetName({ text, folded, shouting }: Texte, from: number): number {
  let end = from;
  let capital = false;
  for (let taken = 0; taken < MOST_STREET_WORDS; taken++) {
    const next = STREET_WORD.exec(folded.slice(end));
    const word = next?.[1] ?? '';
    if (!next || STOP.has(word.replace(/['-].*/, '')) || /^\d{5}/.test(word) || (taken > 0 && DOOR.test(folded.slice(end)))) break;
    const named = !shouting && /^\p{Lu}/u.test(text.slice(end + next[0].length - word.length));
    if (capital && !named) break;
    capital ||= named;
    end += next[0].length;
  }
  return end;
}

// ---------------------------------------------------------------- names

const NAME_CUE = /\b(?:je m'? ?appelle|je me (?:nomme|prenomme)|s'? ?appelle|se (?:nomme|prenomme)|mon (?:nom|prenom)(?: de (?:famille|jeune fille|naissance|femme))?(?: et prenom)?(?: ?:| c'? ?est| est)|(?<!\p{L})(?:nom|prenom) ?:|soussignee?,?|au nom de|(?:bien )?cordialement,?|signee?,? ?:?)\s+/gu;
const TITLE = new RegExp(String.raw`(?<![\p{L}])(?:${LEXIQUE.titres})\s*`, 'gu');
const SHORT_TITLE = new RegExp(`^(?:${LEXIQUE.titresCourts})`);
const KIN = new RegExp(String.raw`\b(?:m[aeo]n?s?|s[aeo]n?s?|nos|notre|la|le|les|l'|une?)\s+(?:petite? |grande? |jeune |premiere? |deuxieme |future? )?(?:${LEXIQUE.proches}),?\s+(?:aine\s+|ainee\s+)?`, 'g');
/** Cues that many other words may follow. */
const LOOSE_CUE = /^(?:au nom|s'? ?appelle|(?:bien )?cordialement|signe)/;
const MOST_NAME_WORDS = 4;

type NameRule = { cue: RegExp; /** A word in small letters there is a name: always, when it is a known first name, or never. */ small: (cue: string) => 'any' | 'known' | 'never' };
const NAME_RULES: readonly NameRule[] = [
  { cue: NAME_CUE, small: (cue) => (LOOSE_CUE.test(cue) ? 'known' : 'any') },
  { cue: TITLE, small: (cue) => (SHORT_TITLE.test(cue) ? 'any' : 'known') },
  { cue: KIN, small: () => 'known' },
];

function names(words: Texte): ZoneRevue[] {
  const announced = NAME_RULES.flatMap(({ cue, small }) =>
    [...words.folded.matchAll(cue)].flatMap((m) => nameAt(words, m.index + m[0].length, small(m[0]))));
  return [...announced, ...fullNames(words)];
}

/** First names and family names from `at` on; several may be listed ("mes enfants Lina et Adam"). */
function nameAt(words: Texte, at: number, small: 'any' | 'known' | 'never'): ZoneRevue[] {
  const zones: ZoneRevue[] = [];
  for (let from = at; ;) {
    const end = endOfName(words, from, small);
    if (end === from) return zones;
    zones.push({ start: from, end, masque: '[nom]' });
    const and = /^(?:\s*,\s*|\s+et\s+)/.exec(words.folded.slice(end));
    if (!and) return zones;
    from = end + and[0].length;
    small = 'known';
  }
}

const NAME_WORD = /^(?:[\s-]*)(\p{L}['’]?\p{L}*(?:[-'’]\p{L}+)*)/u;
const PARTICLES = new Set(['de', 'du', 'd', 'le', 'la', 'el', 'al', 'ben', 'bel', 'ait', 'van', 'von', 'da', 'dos']);

function endOfName(words: Texte, from: number, small: 'any' | 'known' | 'never'): number {
  let end = from;
  for (let taken = 0; taken < MOST_NAME_WORDS; taken++) {
    const next = NAME_WORD.exec(words.text.slice(end));
    if (!next || (taken === 0 && /^[\s-]/.test(next[0]))) break;
    const word = next[1] ?? '';
    const kind = kindOf(word, words.shouting, small, taken);
    if (kind === 'other' || (kind === 'particle' && !isNameAfter(words, end + next[0].length))) break;
    end += next[0].length;
  }
  return end;
}

function kindOf(word: string, shouting: boolean, small: 'any' | 'known' | 'never', taken: number): 'name' | 'particle' | 'other' {
  const folded = foldSameLength(word).replace(/['-].*/, '');
  if (taken > 0 && PARTICLES.has(folded)) return 'particle';
  if (STOP.has(folded)) return 'other';
  if (!shouting && /^\p{Lu}/u.test(word)) return 'name';
  if (PRENOMS.has(folded) && small !== 'never') return 'name';
  return small === 'any' && taken < 2 ? 'name' : 'other';
}

const isNameAfter = ({ text, shouting }: Texte, at: number): boolean => !shouting && /^[\s'’-]*\p{Lu}/u.test(text.slice(at));

/** A first name followed by a word in capitals or with one: "Karima Benali", "Karima BENALI". */
function fullNames({ text, shouting }: Texte): ZoneRevue[] {
  if (shouting) return [];
  return [...text.matchAll(/(?<![\p{L}'’-])(\p{Lu}\p{L}+)(?:-\p{Lu}\p{L}+)?(?: (?:de|el|ben|le|la|du|dos|da))? (\p{Lu}\p{L}+(?:-\p{Lu}\p{L}+)?)/gu)]
    .filter((m) => PRENOMS.has(foldSameLength(m[1] ?? '')) && !STOP.has(foldSameLength(m[2] ?? '')))
    .map((m) => ({ start: m.index, end: m.index + m[0].length, masque: '[nom]' }));
}
