import { Figures } from './figures';
import type { NatureMasquee, ZoneMasquee } from './mask-zone';
import { findSpoken, READINGS, spanOf } from './masked-dictation';
import { findCued, findIbans, findNirsAndCartes, findRibs } from './masked-numbers';
import { findSecrets } from './masked-secrets';
import { dictatedDigits, foldSameLength, spokenRuns, wordsOf, type Budget } from './spoken-numbers';

export type { NatureMasquee, ZoneMasquee } from './mask-zone';

/**
 * Hides NIR, IBAN, bank card and secrets. Idempotent. Leaves REF-EXP numbers, amounts, dates, phones, allocataire numbers.
 *
 * @returns the text to keep, and the natures found, each once, in order of appearance
 */
export function maskSensitive(text: string): { text: string; found: NatureMasquee[] } {
  if (clean.has(text)) return { text, found: [] };
  const zones = findSensitive(text);
  if (zones.length === 0) remember(text);
  return { text: replaceZones(text, zones), found: [...new Set(zones.map((z) => z.nature))] };
}

/** A message is masked where it enters, kept, then read; replies are the same for many people. Only what holds nothing to hide stays here. */
const clean = new Set<string>();
const CLEAN_MAX = 256;
const REMEMBERED_LENGTH = 2_000;

function remember(text: string): void {
  if (text.length > REMEMBERED_LENGTH) return;
  if (clean.size >= CLEAN_MAX) clean.clear();
  clean.add(text);
}

/** `maskSensitive`, and phones, e-mails and allocataire numbers: what a log may hold. */
export function maskForLog(text: string): string {
  return [maskSpokenPhones, maskPhones, maskEmails, maskAllocataires].reduce((t, mask) => mask(t), maskSensitive(text).text);
}

/** The sensitive spans, in order, without overlap. The work is linear in the text. */
export function findSensitive(text: string): ZoneMasquee[] {
  const folded = foldSameLength(text);
  const figures = new Figures(folded);
  const taken = new Uint8Array(text.length);
  const found = [findIbans(figures), findRibs(folded), findNirsAndCartes(figures), findCued(folded, figures), findSpoken(folded), findSecrets(text, folded)].flat();
  return found.filter((zone) => claim(taken, zone)).sort((a, b) => a.start - b.start);
}

/** First come, first served: false when a part of the zone is already taken. */
function claim(taken: Uint8Array, { start, end }: ZoneMasquee): boolean {
  for (let i = start; i < end; i++) if (taken[i] === 1) return false;
  taken.fill(1, start, end);
  return true;
}

function replaceZones(text: string, zones: readonly ZoneMasquee[]): string {
  let out = '';
  let from = 0;
  for (const zone of zones) {
    out += text.slice(from, zone.start) + zone.masque;
    from = zone.end;
  }
  return out + text.slice(from);
}

// ---------------------------------------------------------------- logs

const PHONE = /(?<![\d.,-])(?:(?:\+|00)33[ .-]?(?:\(0\))?[ .-]?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)/g;
const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g;
const ALLOCATAIRE = /(?<![\w•-])(\d{2,4})(\d{4})[a-z]?(?![\w•])(?!\s?(?:€|euro))/gi;
const ALLOCATAIRE_SPACED = /(?<![\w•-])\d{1,3}[ .]\d{3}[ .]?\d{1,4}(?![\w•])(?!\s?(?:€|euro))/g;
const ALLOCATAIRE_CUE = /allocataire|matricule|num(?:ero)? (?:de )?caf|n° ?caf|n° ?alloc|num(?:ero)? alloc/i;

const maskPhones = (text: string): string => text.replace(PHONE, (m) => `•• •• •• •• ${m.slice(-2)}`);
const maskEmails = (text: string): string => text.replace(EMAIL, (m) => `${m.charAt(0)}•••@•••`);

/** Any free run of 6 or 7 digits counts as one in a log; spaced or shorter ones only after a word that says so. */
function maskAllocataires(text: string): string {
  const short = (digits: string): string => `•••${digits.replace(/\D/g, '').slice(-4)}`;
  const cued = ALLOCATAIRE_CUE.test(foldSameLength(text)) ? text.replace(ALLOCATAIRE_SPACED, (m) => short(m)) : text;
  return cued.replace(ALLOCATAIRE, (m, head: string, tail: string) => (head.length + tail.length >= 6 && !/^(?:19|20)\d{6}$/.test(m) ? short(head + tail) : m));
}

function maskSpokenPhones(text: string): string {
  const folded = foldSameLength(text);
  const budget: Budget = { left: READINGS };
  const zones = spokenRuns(wordsOf(folded)).flatMap((run): ZoneMasquee[] => {
    const phone = dictatedDigits(run.words, 10, (d, done) => d.startsWith('0') && (!done || /^0[1-9]\d{8}$/.test(d)), budget);
    if (phone === null) return [];
    return [{ ...spanOf(run.words), nature: 'mot_de_passe', masque: `•• •• •• •• ${phone.slice(-2)}` }];
  });
  return replaceZones(text, zones);
}

/** What was hidden in a text already masked (by the channel, before it was kept): tells which warning to give. */
export function maskedNatures(masked: string): NatureMasquee[] {
  const rest = (pattern: RegExp, text: string): [boolean, string] => [pattern.test(text), text.replace(pattern, ' ')];
  const [iban, afterIban] = rest(/\b[A-Z]{2}(?:\d{2}|••) •[• \d]*|•{4} •{4} ••\d{2}/g, masked);
  const [nir, afterNir] = rest(/\b[1-478] \d{2} ••[• ]*/g, afterIban);
  const [carte, afterCarte] = rest(/•{4} •{4} •{4} •{4}/g, afterNir);
  return [...(iban ? ['iban' as const] : []), ...(nir ? ['nir' as const] : []), ...(carte ? ['carte' as const] : []), ...(/•{4}/.test(afterCarte) ? ['mot_de_passe' as const] : [])];
}
