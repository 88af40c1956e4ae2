import MOTS from '../../dialogs/contenu/mots.json';
import type { Clarification } from '../../dialogs/contenu';
import { CAS_SURETE } from '../../dialogs/surete';
import { CODES, HORS_PERIMETRE as CODES_HORS_PERIMETRE, INTENTIONS_SIMPLES, isHorsPerimetre, isIntentionSimple, SALUTATION } from '../domain/codes';
import type { Code } from '../domain/codes';
import { constat } from './constat';
import type { Constat } from './constat';
import { CLARIFICATIONS, HORS_PERIMETRE, PRESTATIONS_JSON, SERVICES_JSON, SIMPLES, SURETE, TEXTES } from './corpus';
import type { Corpus } from './corpus';
import ATTENDUS from './numeros-attendus.json';
import type { Reference } from './reference';

/** What is missing, what nobody can ever read, what leads nowhere. */
export function checkReach(corpus: Corpus, reference: Reference): Constat[] {
  return [
    ...answersFor(corpus, SIMPLES, INTENTIONS_SIMPLES, (code) => isIntentionSimple(code) || code === SALUTATION),
    ...answersFor(corpus, HORS_PERIMETRE, CODES_HORS_PERIMETRE, (code) => CODES_HORS_PERIMETRE.some((known) => known === code)),
    ...variants(corpus, reference), ...bodies(corpus), ...safety(corpus), ...clarifications(corpus), ...unusedTexts(corpus, reference.code), ...unusedCatalogues(corpus, reference),
  ];
}

function answersFor(corpus: Corpus, fichier: typeof SIMPLES | typeof HORS_PERIMETRE, wanted: readonly string[], isKnown: (code: string) => boolean): Constat[] {
  const present = Object.keys(corpus[fichier]);
  return [
    ...wanted.filter((code) => !present.includes(code)).map((code) => constat('REPONSE_MANQUANTE', { fichier, entree: code }, { code })),
    ...present.filter((code) => !isKnown(code)).map((code) => constat('REPONSE_INATTEIGNABLE', { fichier, entree: code }, { code })),
  ];
}

function variants(corpus: Corpus, { prestationsDites }: Reference): Constat[] {
  return ([SIMPLES, HORS_PERIMETRE] as const).flatMap((fichier) => Object.entries(corpus[fichier]).flatMap(([code, answer]) =>
    Object.keys(answer.prestations ?? {}).filter((prestation) => !prestationsDites.has(prestation))
      .map((prestation) => constat('VARIANTE_INATTEIGNABLE', { fichier, entree: `${code}.prestations.${prestation}` }, { prestation }))));
}

const bodies = (corpus: Corpus): Constat[] =>
  Object.entries(corpus[HORS_PERIMETRE]).filter(([, { organisme }]) => !organisme).map(([code]) => constat('ORGANISME_MANQUANT', { fichier: HORS_PERIMETRE, entree: code }));

const NUMEROS_ATTENDUS = new Map(Object.entries(ATTENDUS.numeros));

function safety(corpus: Corpus): Constat[] {
  const present = Object.entries(corpus[SURETE]);
  const missing = CAS_SURETE.filter((code) => !(code in corpus[SURETE])).map((code) => constat('SURETE_MANQUANTE', { fichier: SURETE, entree: code }, { code }));
  return [...missing, ...present.flatMap(([code, content]) => {
    const where = { fichier: SURETE, entree: code };
    const said = [...content.texte.matchAll(/\{numero:(\w+)\}/g)].map((m) => m[1] ?? '');
    const lost = (NUMEROS_ATTENDUS.get(code) ?? []).filter((numero) => !said.includes(numero));
    const ecart = [...content.numeros.filter((n) => !said.includes(n)), ...said.filter((n) => !content.numeros.includes(n))];
    return [
      ...(CAS_SURETE.includes(code) ? [] : [constat('SURETE_INUTILISEE', where)]),
      ...lost.map((numero) => constat('SURETE_SANS_NUMERO', where, { numero })),
      ...(ecart.length > 0 ? [constat('SURETE_NUMEROS_DIFFERENTS', where, { ecart: ecart.join(', ') })] : []),
    ];
  })];
}

function clarifications(corpus: Corpus): Constat[] {
  return corpus[CLARIFICATIONS].flatMap((pair, rank, all) => {
    const where = { fichier: CLARIFICATIONS, entree: pair.id };
    const before = all.slice(0, rank);
    const titles = pair.choix.map(({ titre }) => titre);
    return [
      ...(before.some(({ id }) => id === pair.id) ? [constat('CLARIFICATION_EN_DOUBLE', where)] : []),
      ...[...pair.simple, ...pair.expert].filter((code) => !isCode(code)).map((code) => constat('CLARIFICATION_CODE_INCONNU', where, { code })),
      ...(couples(pair).length === 0 ? [constat('CLARIFICATION_SANS_PAIRE', where)] : isShadowed(pair, before) ? [constat('CLARIFICATION_MASQUEE', where)] : []),
      ...pair.choix.filter(({ code }) => !leadsSomewhere(code, corpus)).map(({ titre, code }) => constat('CHOIX_SANS_SUITE', where, { titre, code })),
      ...titles.filter((titre, i) => titles.indexOf(titre) < i).map((titre) => constat('CHOIX_EN_DOUBLE', where, { titre })),
    ];
  });
}

const isCode = (code: string): code is Code => CODES.some((known) => known === code);
/** Codes that the question tells apart, one way and the other. */
const couples = ({ simple, expert }: Clarification): string[] => simple.flatMap((a) => expert.filter((b) => b !== a).map((b) => [a, b].sort().join(' ')));

/** The first question of the file wins, for a couple of codes (intents/clarifications) and for an answer that did not suit (dialogs/orienter). */
function isShadowed(pair: Clarification, before: readonly Clarification[]): boolean {
  const asked = new Set(before.flatMap(couples));
  const forAnswer = pair.id in MOTS.clarifications || pair.simple.some((code) => !before.some((other) => other.simple.includes(code) && !(other.id in MOTS.clarifications)));
  return !forAnswer && couples(pair).every((couple) => asked.has(couple));
}

/** A simple or out-of-scope code needs an answer; the others have a dialog of their own. */
function leadsSomewhere(code: Code, corpus: Corpus): boolean {
  if (isIntentionSimple(code)) return code in corpus[SIMPLES];
  return isHorsPerimetre(code) ? code in corpus[HORS_PERIMETRE] : true;
}

/** An id written whole in the code, or the beginning of ids made there (`contact.${…}`). */
function unusedTexts(corpus: Corpus, code: string): Constat[] {
  const families = [...code.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)].map((m) => m[1] ?? '');
  return Object.keys(corpus[TEXTES]).filter((id) => !code.includes(`'${id}'`) && !families.some((family) => id.startsWith(family))).map((id) => constat('TEXTE_INUTILISE', { fichier: TEXTES, entree: id }));
}

function unusedCatalogues(corpus: Corpus, { prestationsDites, routage }: Reference): Constat[] {
  const { prestations, questionPrestation } = corpus[PRESTATIONS_JSON];
  const chosen = questionPrestation.choix;
  return [
    ...Object.keys(prestations).filter((code) => !prestationsDites.has(code) && !chosen.some(({ prestation }) => prestation === code)).map((code) => constat('PRESTATION_INUTILISEE', { fichier: PRESTATIONS_JSON, entree: code })),
    ...Object.keys(corpus[SERVICES_JSON]).filter((code) => !routage.includes(`"${code}"`) && !chosen.some(({ service }) => service === code)).map((code) => constat('SERVICE_INUTILISE', { fichier: SERVICES_JSON, entree: code })),
  ];
}
