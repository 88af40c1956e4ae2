import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Entite } from '../../../src/domain/comprehension';

/**
 * A case is a message in which each entity stands between brackets with its normal form: "loyer de [450|montant 450 /mois] par
 * mois". The brackets give the spans; what is outside is no entity. `now` is the instant of the message.
 */
export type Case = { genre: string; text: string; expected: string[]; now: Date };

const line = z.strictObject({ genre: z.string(), texte: z.string(), now: z.string().optional() });

/** Monday. */
const NOW = '2026-11-23T10:00:00+01:00';

export function casesOf(file: string): Case[] {
  return readFileSync(join(__dirname, file), 'utf8').split('\n').filter((row) => row.trim() !== '').map((row) => {
    const { genre, texte, now } = line.parse(JSON.parse(row));
    return { genre, now: new Date(now ?? NOW), ...unmarked(texte) };
  });
}

function unmarked(marked: string): { text: string; expected: string[] } {
  const expected: string[] = [];
  let text = '';
  let from = 0;
  for (const m of marked.matchAll(/\[([^[\]|]*)\|([^[\]]*)\]/g)) {
    text += marked.slice(from, m.index);
    expected.push(`${text.length}-${text.length + (m[1] ?? '').length} ${m[2]}`);
    text += m[1];
    from = m.index + m[0].length;
  }
  return { text: text + marked.slice(from), expected };
}

/** An entity as the table writes it: span, then normal form. */
export const written = (entity: Entite): string => `${entity.start}-${entity.end} ${normalForm(entity)}`;

const flag = (held: boolean, sign: string): string => (held ? sign : '');

export function normalForm(e: Entite): string {
  switch (e.type) {
    case 'montant':
      return `montant ${e.euros}${flag(e.approximatif, ' ~')}${flag(e.parMois, ' /mois')}`;
    case 'date':
      return `date ${e.date}${flag(e.ambigu, '?')}${flag(e.precision !== 'jour', ` ${e.precision}`)}${flag(e.relation !== 'le', ` ${e.relation}`)}${e.liste === undefined ? '' : ` liste=${e.liste.join(',')}`}`;
    case 'duree':
      return `duree ${e.nombre} ${e.unite}${flag(e.role !== 'simple', ` ${e.role}`)}${flag(e.ambigu, ' ?')}`;
    case 'periode':
      return `periode ${e.debut}/${e.fin}${flag(e.ambigu, '?')}`;
    case 'compte':
      return `compte ${e.nombre} ${e.objet}${flag(e.ambigu, ' ?')}`;
    case 'reference':
      return `reference ${e.valeur} ${e.valide ? 'ok' : 'faux'}`;
    case 'numero':
      return `numero ${e.nature} ${e.valeur}`;
    case 'enfants':
      return `enfants ${e.nombre} (${e.ages.join(',')})`;
    case 'acte':
      return `acte ${e.valeur} ${e.date ?? '-'}`;
    case 'contact':
      return `contact ${e.canal} ${e.date ?? '-'} ${e.reponse ?? '-'}`;
    case 'masque':
      return `masque ${e.nature}`;
    default:
      return `${e.type} ${e.valeur}`;
  }
}
