import { NATURES_MANDAT } from '../src/domain/dossier';
import type { Mandat, NatureMandat } from '../src/domain/dossier';
import { formatLong } from '../src/domain/calendar';
import type { Entite, EntiteDe } from '../src/domain/comprehension';
import type { Contexte } from './events';
import { formatMois } from './format';
import { isCommand, mentions, normalize, words } from './lecture';
import lexique from './contenu/mandat.json';
import type { Brouillon, Question } from './state';
import { texte } from './textes';

/** A demande for another person (R-062): what the words say of it, what is asked, what the dossier records. */

const across = (before: readonly string[], after: readonly string[]): string[] => before.flatMap((head) => after.map((tail) => `${head} ${tail}`));

/** What a professional says of their work or of the person; a child or a spouse is of the same household, so is not in the lexicon. */
const PROFESSIONNEL = [...across(lexique.seDit, lexique.roles), ...lexique.accompagne];
const PROCHE = across(lexique.pourProche, lexique.proches);

const saysProfessional = (said: string): boolean => mentions(said, PROFESSIONNEL);
const saysOther = (said: string): boolean => saysProfessional(said) || mentions(said, PROCHE);

/** For whom the opening words say that the demande is; null when it is to be asked, or supposed to be for oneself. */
export const pourDit = (said: string, ctx: Pick<Contexte, 'canal'>): Brouillon['pour'] => (ctx.canal === 'teams' && saysProfessional(said) ? 'autre' : null);

/** The next thing to ask about the mandate. A partner is always asked; elsewhere, only who spoke of someone else when they began. */
export function mandatNext(b: Brouillon, ctx: Contexte): Question | null {
  if (b.pour === null) return ctx.canal === 'teams' || saysOther(b.paroles[0] ?? '') ? { id: 'beneficiaire' } : null;
  if (b.pour !== 'autre') return null;
  const { nature, date, organisme } = b.mandat;
  if (nature === undefined) return { id: 'mandat-nature' };
  if (isWritten(nature) && date === undefined) return { id: 'mandat-date' };
  return organisme === undefined && isProfessional(b, ctx) ? { id: 'mandat-organisme' } : null;
}

const isWritten = (nature: NatureMandat | undefined): boolean => nature === 'mandat-ecrit' || nature === 'jugement';

/** The right to act for another stands in a paper that can be joined. */
export const isOnPaper = ({ pour, mandat: { nature } }: Brouillon): boolean => pour === 'autre' && isWritten(nature);

/** A relative has no organisation to name. */
const isProfessional = (b: Brouillon, ctx: Contexte): boolean => ctx.canal === 'teams' || b.mandat.nature === 'habilitation' || saysProfessional(b.paroles[0] ?? '');

/** What an answer says to « Pour qui… » ; null when it says neither. */
export function readPour(said: string): Brouillon['pour'] {
  if (isCommand(said, 'saitPas')) return 'inconnu';
  if (saysOther(said) || mentions(said, [...lexique.autre, ...lexique.proches])) return 'autre';
  return mentions(said, lexique.soi) ? 'soi' : null;
}

/**
 * The agreement that an answer speaks of, the strongest first; null when none is said. `aucun`: the person did not agree.
 * "Je n'ai pas de mandat, mais elle est d'accord" is an oral agreement: what is denied is left out before reading.
 */
export function readNature(said: string): NatureMandat | 'aucun' | null {
  if (isCommand(said, 'saitPas')) return 'inconnue';
  if (mentions(said, lexique.sansAccord) || isCommand(said, 'non')) return 'aucun';
  if (mentions(said, lexique.natures.habilitation) && !mentions(said, [...lexique.protection, ...lexique.pasDeMandat])) return 'habilitation';
  const affirmed = lexique.pasDeMandat.reduce((text, denied) => text.replace(` ${denied} `, ' '), ` ${normalize(said)} `);
  return NATURES_LUES.find((nature) => mentions(affirmed, lexique.natures[nature])) ?? null;
}

const NATURES_LUES = ['jugement', 'mandat-ecrit', 'habilitation', 'accord-oral'] as const;

/** Natures offered: a service's accreditation is for partners. */
export const naturesProposees = (ctx: Contexte): NatureMandat[] => NATURES_MANDAT.filter((nature) => nature !== 'inconnue' && (nature !== 'habilitation' || ctx.canal === 'teams'));

/** What the opening words of a professional already tell of the mandate: nothing of it is asked again. */
export function mandatDit(said: string, entities: readonly Entite[]): Brouillon['mandat'] {
  const isProtected = mentions(said, lexique.protecteurs) && mentions(said, lexique.protection);
  const nature: NatureMandat | null = isProtected ? 'jugement' : mentions(said, lexique.mandatSigne) ? 'mandat-ecrit' : null;
  return { ...(nature === null ? {} : { nature }), ...detailsDits(said, entities) };
}

/** The day of the paper and the organisation, where they are said. */
export function detailsDits(said: string, entities: readonly Entite[]): Pick<Brouillon['mandat'], 'date' | 'organisme'> {
  const signed = entities.find((one): one is EntiteDe<'date'> => one.type === 'date' && one.precision !== 'annee' && DU_PAPIER.test(said.slice(0, one.start)));
  const organisme = organismeDit(said);
  return { ...(signed ? { date: signed.precision === 'mois' ? signed.date.slice(0, 7) : signed.date } : {}), ...(organisme === null ? {} : { organisme }) };
}

const DU_PAPIER = /\b(?:jugement|mandat|procuration|ordonnance|tutelle|curatelle)\b[^.;!?]{0,45}$/iu;

/** "UDAF 52", "CCAS de Chaumont": the name and the words that place it. */
function organismeDit(said: string): string | null {
  const found = new RegExp(`\\b(?:${lexique.organismes.map((name) => name.replace(/e/g, '[eé]')).join('|')})\\b`, 'iu').exec(said);
  if (!found) return null;
  const place = /^(?:\s+(?:de\s+la|de|du|des|d['’]))?\s*(?:\p{Lu}[\p{L}-]*(?:\s+\p{Lu}[\p{L}-]*)*|\d[\dAB]{1,2}\b)/u.exec(said.slice(found.index + found[0].length));
  return `${found[0]}${place?.[0] ?? ''}`.slice(0, ORGANISME_MAX);
}

const ORGANISME_MAX = 120;

/** The name as it was said; null for a refusal or nothing readable. */
export function readOrganisme(said: string): string | null {
  const none = isCommand(said, 'saitPas') || isCommand(said, 'non') || words(said).length === 0;
  return none ? null : said.trim().slice(0, ORGANISME_MAX);
}

/** The mandate as it is recorded; null when the demande is for oneself, or nobody said for whom. */
export function mandatOf({ pour, mandat: { nature = 'inconnue', date = null, organisme = null } }: Brouillon): Mandat | null {
  return pour === 'autre' ? { nature, date, organisme } : null;
}

/** The mandate in words, as the recap and the expert read it. */
export function mandatTexte({ nature, date, organisme }: Mandat): string {
  const dated = date === null ? '' : texte('mandat.du', { date: date.length > 7 ? formatLong(date) : formatMois(date) });
  return [`${texte(`mandat.nature-${nature}`)}${dated}`, ...(organisme === null ? [] : [organisme])].join(' – ');
}

/** The recap's value once the question was answered; null when it was never asked. */
export function pourTexte(b: Brouillon): string | null {
  const mandat = mandatOf(b);
  if (mandat) return mandatTexte(mandat);
  return b.pour === null ? null : texte(`mandat.pour-${b.pour === 'soi' ? 'soi' : 'inconnu'}`);
}
