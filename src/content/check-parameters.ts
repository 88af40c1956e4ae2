import { DEMANDE_PARAMS } from '../../dialogs/expose';
import { ANSWER_PARAMS, numeroParams } from '../../dialogs/params';
import { FACT_PARAMS } from '../../dialogs/precisions';
import { constat } from './constat';
import type { Constat } from './constat';
import { FACILE, HORS_PERIMETRE, MOTIFS_JSON, NUMEROS, SIMPLES, SURETE, TEXTES } from './corpus';
import type { Corpus } from './corpus';
import type { Passage } from './passages';

/** A placeholder that the code does not fill makes the turn fail: this check is worth an error. */
export function checkParameters(passages: readonly Passage[], corpus: Partial<Corpus>, code: string): Constat[] {
  const filledBy = parametersOf(corpus, code);
  const withBraces = passages.filter(({ texte }) => /[{}]/.test(texte));
  return withBraces.flatMap((passage) => [...unknownOnes(passage, filledBy(passage)), ...unbalanced(passage)]);
}

/** As `fill` of dialogs/textes.ts reads them. */
const PLACEHOLDER = /\{([\w:]+)\}/g;

function unknownOnes(passage: Passage, known: readonly string[]): Constat[] {
  const names = [...passage.texte.matchAll(PLACEHOLDER)].map((m) => m[1] ?? '').filter((name) => !known.includes(name));
  return names.map((name) =>
    (passage.fichier === SURETE && name.startsWith('numero:')
      ? constat('NUMERO_INCONNU', passage, { nom: `{${name}}` })
      : constat('PARAMETRE_INCONNU', passage, { nom: `{${name}}`, connus: known.map((one) => `{${one}}`).join(', ') || 'aucun' })));
}

const unbalanced = (passage: Passage): Constat[] => (/[{}]/.test(passage.texte.replace(PLACEHOLDER, '')) ? [constat('ACCOLADE', passage)] : []);

/** What the code fills, for each text. */
function parametersOf(corpus: Partial<Corpus>, code: string): (passage: Passage) => readonly string[] {
  const numbers = Object.keys(numeroParams(corpus[NUMEROS] ?? {}));
  const said = sayer(code);
  return ({ fichier, entree }) => {
    if (fichier === SIMPLES || fichier === HORS_PERIMETRE) return factParams(entree) ?? ANSWER_PARAMS;
    if (fichier === FACILE) return [...ANSWER_PARAMS, ...numbers];
    if (fichier === SURETE) return numbers;
    if (fichier === MOTIFS_JSON && entree.endsWith('.demandeFormelle')) return DEMANDE_PARAMS;
    return fichier === TEXTES ? said(entree.replace(/\.oral$/, '')) : [];
  };
}

/** A precision is filled by its fact alone. */
const factParams = (entree: string): readonly string[] | undefined => Object.entries(FACT_PARAMS).find(([fait]) => entree.includes(`.precisions.${fait}.`))?.[1];

/**
 * The names that every place of the code that says a text gives it: `say('id', { a, b: 1 })`. Where one place gives a variable,
 * any name that the code gives somewhere is allowed.
 */
function sayer(code: string): (id: string) => readonly string[] {
  const anywhere = new Set([...code.matchAll(/[{,]\s*(\w+)(?=\s*[:,}])/g)].map((m) => m[1] ?? ''));
  return (id) => {
    const sites = [...code.matchAll(new RegExp(`'${id.replace(/[.*+?^$()[\]|\\]/g, '\\$&')}'`, 'g'))].map((m) => givenAfter(code.slice(m.index + m[0].length, m.index + m[0].length + 600)));
    const known = sites.filter((names) => names !== null);
    if (sites.length === 0 || known.length < sites.length) return [...anywhere];
    return known.reduce((common, names) => common.filter((name) => names.includes(name)));
  };
}

/** Names of the object given after an id, `[]` when the call closes at once, `null` when it is not written there. */
function givenAfter(afterId: string): string[] | null {
  // `condition ? 'this.id' : 'other.id', {…}`: both are given the same
  const rest = afterId.replace(/^\s*:\s*'[^']*'/, '');
  if (/^\s*\)/.test(rest)) return [];
  const literal = /^\s*,\s*(\{.*)/s.exec(rest)?.[1];
  const inner = literal === undefined ? null : insideBraces(literal);
  if (inner === null || inner.includes('...')) return null;
  return topLevelParts(inner).map((part) => /^\s*'?(\w+)/.exec(part)?.[1] ?? '').filter((name) => name !== '');
}

function insideBraces(text: string): string | null {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    depth += '{(['.includes(text.charAt(i)) ? 1 : '})]'.includes(text.charAt(i)) ? -1 : 0;
    if (depth === 0) return text.slice(1, i);
  }
  return null;
}

function topLevelParts(inner: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const sign of inner) {
    depth += '{(['.includes(sign) ? 1 : '})]'.includes(sign) ? -1 : 0;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts;
}
