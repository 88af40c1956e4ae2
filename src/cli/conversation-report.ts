import type { Reponse } from '../domain/tour';
import { fill } from '../ops/fill';
import { nearestDifference } from './conversation-difference';
import { offered } from './conversation-player';
import type { Echange, Echec, Partie } from './conversation-player';
import type { Ligne } from './conversation-script';
import TEXTES from './converse-textes.json';

/** One played script for a trade expert: its title, ✓ or ✗, and for a failure what differs. */
export function reportOf({ script, echanges, echec }: Partie, verbose: boolean): string {
  const head = `${echec ? '✗' : '✓'} ${script.titre}  (${script.fichier})`;
  return [head, ...(verbose ? echanges.map(exchangeText) : []), ...(echec ? [failureOf(echec, script.fichier)] : [])].join('\n');
}

/** The line that does not hold, what was expected, the nearest thing said, then everything said. */
export function failureOf(echec: Echec, fichier: string): string {
  const { ligne, reponses } = echec;
  return [
    `${fichier}:${ligne.numero}  ${written(ligne)}`,
    ...difference(echec),
    TEXTES.rapport.dit,
    ...(reponses.length === 0 ? [`  ${TEXTES.rapport.rien}`] : reponses.map((r) => indented(r.texte, '  '))),
    choicesLine(reponses),
  ].filter((line) => line !== '').map((line) => indented(line, '    ')).join('\n');
}

const ON_WORDS: readonly Echec['raison'][] = ['manque', 'exact'];

function difference(echec: Echec): string[] {
  const reason = fill(TEXTES.ecarts[echec.raison], { attendu: echec.attendu, obtenu: echec.obtenu });
  const said = echec.raison === 'choix' ? offered(echec.reponses) : ON_WORDS.includes(echec.raison) ? echec.reponses.map((r) => r.texte) : [];
  const near = nearestDifference(echec.attendu, said);
  return [reason, ...(near ? [`${TEXTES.rapport.attendu} ${near.attendu}`, fill(TEXTES.rapport.proche, { texte: near.proche })] : [])];
}

export const summaryOf = (parties: readonly Partie[]): string => {
  const echecs = parties.filter(({ echec }) => echec !== null).length;
  const reussis = parties.length - echecs;
  const [word, text] = reussis > 1 ? [TEXTES.rapport.scripts, TEXTES.rapport.resume] : [TEXTES.rapport.script, TEXTES.rapport.resumeUn];
  return fill(text, { reussis: `${reussis} ${word}`, echecs });
};

/** A line as its author wrote it. */
export const written = ({ genre, valeur }: Pick<Ligne, 'genre' | 'valeur'>): string =>
  (genre.startsWith('[') ? `[${genre.slice(1, -1)}${valeur === '' ? '' : ` : ${valeur}`}]` : `${genre} : ${valeur}`);

const exchangeText = ({ ligne, reponses }: Echange): string =>
  [written(ligne), ...reponses.map((r) => `Bot : ${indented(r.texte, '      ').trimStart()}`), choicesLine(reponses)].filter((line) => line !== '').map((line) => indented(line, '    ')).join('\n');

const choicesLine = (reponses: readonly Reponse[]): string => {
  const titles = offered(reponses);
  return titles.length === 0 ? '' : fill(TEXTES.rapport.choix, { liste: titles.join(' | ') });
};

const indented = (text: string, margin: string): string => text.split('\n').map((line) => (line === '' ? '' : `${margin}${line}`)).join('\n');
