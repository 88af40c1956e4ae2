import type { Contenu } from '../../dialogs/contenu';
import { formatEuros, formatMois } from '../../dialogs/format';
import type { Depose } from '../app/calls/deposit';
import type { BrouillonAppel, Lu } from '../domain/appel';
import { formatLong, parisDate, parisHour } from '../domain/calendar';
import { formatCallCode } from '../domain/call-code';
import { isMotif } from '../domain/codes';
import { fill } from '../ops/fill';
import { counted } from './review-format';
import TEXTES from './transcript-textes.json';

/** A draft as a person reads it in a terminal of 80 columns. */

const WIDTH = 80;
const LABEL = 22;

export function reportLines(b: BrouillonAppel, contenu: Contenu): string[] {
  const dangers = b.drapeaux.filter(({ valeur }) => ['detresse', 'violences', 'menace'].includes(valeur)).map(({ valeur }) => TEXTES.drapeaux[valeur]);
  return [
    fill(TEXTES.titre, { date: formatLong(parisDate(new Date(b.appelLe))), fournisseur: b.fournisseur, segments: counted(b.segments, TEXTES.segments), duree: durationOf(b.dureeMs) }),
    ...(dangers.length > 0 ? wrap('', fill(TEXTES.danger, { drapeaux: dangers.join(', ') }), '') : []), TEXTES.brouillon,
    ...(b.caviardee ? [TEXTES.caviardee] : []), ...(b.voixInconnues ? wrap('', TEXTES.voixInconnues, '') : []), '',
    ...requestLines(b, contenu), '', ...statementLines(b), ...datesLines(b),
  ];
}

function requestLines(b: BrouillonAppel, contenu: Contenu): string[] {
  const { champs } = TEXTES;
  const { motif, prestation, service, priorite, numeroAllocataire } = b;
  const known = motif
    ? [
      row(champs.motif, motif, ({ valeur }) => contenu.motifs[valeur].libelle), ...row(champs.prestation, prestation, ({ valeur }) => contenu.prestations[valeur].nom),
      ...(service ? row(champs.service, service, ({ valeur }) => contenu.services[valeur].nomLong) : [label(champs.service) + TEXTES.aChoisir]),
    ].flat()
    : [TEXTES.sansDemande];
  return [
    ...known, ...row(champs.priorite, priorite, ({ valeur }) => valeur), ...rows(champs.drapeaux, b.drapeaux, ({ valeur }) => TEXTES.drapeaux[valeur]),
    ...rows(champs.autres, b.autres, ({ valeur }) => (isMotif(valeur) ? contenu.motifs[valeur].libelle : valeur)),
    ...rows(champs.montants, b.montants, ({ valeur: { euros, parMois } }) => `${formatEuros(euros)}${parMois ? ' par mois' : ''}`),
    ...rows(champs.actes, b.actes, ({ valeur }) => named(TEXTES.actes, valeur)),
    ...rows(champs.contacts, b.contacts, ({ valeur: { canal, date, reponse } }) => [named(TEXTES.canaux, canal), date && formatLong(date), reponse].filter(Boolean).join(', ')),
    ...row(champs.numero, numeroAllocataire, ({ valeur }) => valeur),
  ];
}

const named = (names: Readonly<Record<string, string>>, code: string): string => names[code] ?? code;
const label = (text: string): string => `  ${text.padEnd(LABEL)}`;
const percent = (confiance: number): number => Math.round(confiance * 100);

function row<T extends Lu<unknown>>(name: string, one: T | null, shown: (one: T) => string): string[] {
  return one === null ? [] : wrap(label(name), fill(TEXTES.valeur, { valeur: shown(one), confiance: percent(one.confiance), segment: one.segment }), ' '.repeat(LABEL + 2));
}

const rows = <T extends Lu<unknown>>(name: string, all: readonly T[], shown: (one: T) => string): string[] => all.flatMap((one, i) => row(i === 0 ? name : '', one, shown));

function statementLines({ expose }: BrouillonAppel): string[] {
  const { parties } = TEXTES;
  const part = (name: keyof typeof parties): string[] => {
    const said = expose[name];
    const tail = said === null ? TEXTES.rien : fill(TEXTES.valeur, { valeur: said.texte, confiance: percent(said.confiance), segment: said.segments.join(', ') });
    return wrap(label(parties[name]), tail, ' '.repeat(LABEL + 2));
  };
  return [TEXTES.expose, ...part('situationInitiale'), ...part('problemeRencontre'), ...part('demarches'), ...part('demandeFormelle')];
}

function datesLines({ chronologie }: BrouillonAppel): string[] {
  if (chronologie.length === 0) return [];
  const shown = chronologie.flatMap(({ date, precision, texte, confiance, segment }) => {
    const when = precision === 'jour' ? formatLong(date) : precision === 'mois' ? formatMois(date) : date.slice(0, 4);
    return wrap('  ', fill(TEXTES.valeur, { valeur: `${when} : ${texte}`, confiance: percent(confiance), segment }), '    ');
  });
  return ['', TEXTES.chronologie, ...shown];
}

export function keptLines({ garde: { id, codeFinLe }, code, created }: Depose): string[] {
  const kept = fill(created ? TEXTES.garde : TEXTES.deja, { id });
  if (code === null) return ['', kept, TEXTES.sansCode];
  const fin = new Date(codeFinLe);
  const { heure, minute } = parisHour(fin);
  const told = { code: formatCallCode(code).replaceAll(' ', '\u00a0'), fin: `${formatLong(parisDate(fin))} à ${heure} h ${String(minute).padStart(2, '0')}` };
  return ['', kept, ...wrap('', fill(TEXTES.code, told), '')];
}

const durationOf = (ms: number): string => {
  const seconds = Math.round(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return [hours > 0 ? `${hours} h` : '', hours + minutes > 0 ? `${minutes} min` : '', `${seconds % 60} s`].filter(Boolean).join(' ');
};

/** Cut at spaces; a word longer than the line stays whole. `head` begins the first line, `indent` the others. */
function wrap(head: string, text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = head;
  for (const word of text.split(/ +/)) {
    if (line.trim() !== '' && line.length + word.length + 1 > WIDTH) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += line === '' || line.endsWith(' ') ? word : ` ${word}`;
  }
  return [...lines, line];
}
