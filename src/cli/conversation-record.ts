import type { Reponse } from '../domain/tour';
import { offered, play } from './conversation-player';
import type { Echec, World } from './conversation-player';
import { written } from './conversation-report';
import { ACTIONS, parseScripts, readLine } from './conversation-script';
import type { Script } from './conversation-script';
import TEXTES from './converse-textes.json';

/**
 * A script made from a real run: the person's lines, and what was said after each. Lines that check are left out, so that an old
 * script can be recorded again.
 *
 * @param lines the person's words, or actions written as in a script
 * @param horloge as in `[horloge : …]`
 */
export async function record(lines: readonly string[], horloge: string, world: World): Promise<{ texte: string; echec: Echec | null }> {
  const script = scriptOf(lines, horloge);
  const { echanges, echec } = await play(script, world);
  const said = new Map(echanges.map(({ ligne, reponses }) => [ligne.numero, reponses]));
  const body = script.lignes.flatMap((ligne) => [written(ligne), ...(said.get(ligne.numero) ?? []).flatMap(botLine), ...offered(said.get(ligne.numero) ?? []).map((titre) => `Choix : ${titre}`)]);
  return { texte: [`# ${script.titre}`, ...body].join('\n'), echec };
}

function scriptOf(lines: readonly string[], horloge: string): Script {
  const kept = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('//'));
  const title = kept.find((line) => line.startsWith('# ')) ?? TEXTES.enregistrement.titre;
  const actions = kept.filter((line) => !line.startsWith('# ')).flatMap(actionOf);
  const [script] = parseScripts([title, `[horloge : ${horloge}]`, ...actions].join('\n'), 'record');
  return script ?? { fichier: 'record', titre: title, lignes: [] };
}

function actionOf(line: string): string[] {
  const known = readLine(line);
  if (!known) return [`Usager : ${line}`];
  return ACTIONS.includes(known.genre) ? [written(known)] : [];
}

/** On one line, without bold; a number is drawn at random, so it is left open. */
function botLine({ texte }: Reponse): string[] {
  const line = texte.replace(/\*\*/g, '').replace(/\s*\n\s*/g, ' ').replace(/REF-EXP-[0-9A-Z]{7}/g, '…').trim();
  return line === '' ? [] : [`Bot : ${line}`];
}
