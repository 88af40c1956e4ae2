import type { Answer, QuestionQualification } from '../../dialogs/contenu';
import type { Chemin, Corpus } from './corpus';
import { CLARIFICATIONS, FACILE, HORS_PERIMETRE, MOTIFS_JSON, MOYENS_JSON, NUMEROS, PRESTATIONS_JSON, SERVICES_JSON, SIMPLES, SURETE, TEXTES, URGENCES } from './corpus';

/**
 * One French text that people read or hear, and where it stands.
 * `ecrit`: sentences shown; `oral`: said aloud; `titre`: a label or a button, no sentence.
 */
export type Passage = { fichier: Chemin; entree: string; forme: 'ecrit' | 'oral' | 'titre'; texte: string };

type Fields = Record<string, string | undefined>;

/** Every text of the content, file by file. */
export function passagesOf(corpus: Partial<Corpus>): Passage[] {
  return [
    ...answers(SIMPLES, corpus[SIMPLES]), ...answers(HORS_PERIMETRE, corpus[HORS_PERIMETRE]), ...suretes(corpus[SURETE]), ...faciles(corpus[FACILE]), ...numeros(corpus[NUMEROS]),
    ...clarifications(corpus[CLARIFICATIONS]), ...motifs(corpus[MOTIFS_JSON]), ...moyens(corpus[MOYENS_JSON]), ...services(corpus[SERVICES_JSON]), ...prestations(corpus[PRESTATIONS_JSON]),
    ...urgences(corpus[URGENCES]), ...textes(corpus[TEXTES]),
  ];
}

const passage = (fichier: Chemin, forme: Passage['forme'], base: string, fields: Fields): Passage[] =>
  Object.entries(fields).flatMap(([name, texte]) => (texte === undefined ? [] : [{ fichier, forme, entree: base === '' ? name : `${base}.${name}`, texte }]));

function answers(fichier: Chemin, entries: Record<string, Answer> | undefined): Passage[] {
  return Object.entries(entries ?? {}).flatMap(([code, answer]) => [
    ...said(fichier, code, answer),
    ...passage(fichier, 'titre', code, { organisme: answer.organisme }),
    ...Object.entries(answer.prestations ?? {}).flatMap(([prestation, variante]) => (variante ? said(fichier, `${code}.prestations.${prestation}`, variante) : [])),
    ...answer.paires.flatMap((pair) => said(fichier, `${code}.paires.${pair.entre[0]}+${pair.et[0]}`, pair)),
    ...answer.precisions.flatMap((precision) => said(fichier, `${code}.precisions.${precision.selon}`, precision)),
  ]);
}

const faciles = (entries: Corpus[typeof FACILE] | undefined): Passage[] => Object.entries(entries ?? {}).flatMap(([code, { question, texte, prestations }]) => [
  ...passage(FACILE, 'titre', code, { question }), ...passage(FACILE, 'ecrit', code, { texte }), ...passage(FACILE, 'ecrit', `${code}.prestations`, prestations ?? {}),
]);

type Said = { texte: string; oral: string; suite?: string | undefined; enSavoirPlus?: string | undefined };
const said = (fichier: Chemin, base: string, { texte, oral, suite, enSavoirPlus }: Said): Passage[] =>
  [...passage(fichier, 'ecrit', base, { texte, suite, enSavoirPlus }), ...passage(fichier, 'oral', base, { oral })];

const suretes = (entries: Corpus[typeof SURETE] = {}): Passage[] => Object.entries(entries).flatMap(([code, content]) => said(SURETE, code, content));

const numeros = (entries: Corpus[typeof NUMEROS] = {}): Passage[] => Object.entries(entries).flatMap(([id, { libelle }]) => passage(NUMEROS, 'titre', id, { libelle }));

const clarifications = (pairs: Corpus[typeof CLARIFICATIONS] = []): Passage[] => pairs.flatMap(({ id, question, oral, choix }) => [
  ...passage(CLARIFICATIONS, 'ecrit', id, { question }), ...passage(CLARIFICATIONS, 'oral', id, { oral }), ...titles(CLARIFICATIONS, id, choix),
]);

const titles = (fichier: Chemin, base: string, choix: readonly { titre: string }[] = []): Passage[] => choix.flatMap(({ titre }, i) => passage(fichier, 'titre', `${base}.choix.${i + 1}`, { titre }));

const motifs = (entries: Corpus[typeof MOTIFS_JSON] | undefined): Passage[] => Object.entries(entries ?? {}).flatMap(([code, motif]) => [
  ...passage(MOTIFS_JSON, 'titre', code, { libelle: motif.libelle }),
  ...passage(MOTIFS_JSON, 'ecrit', code, { aide: motif.aide, demandeFormelle: motif.demandeFormelle, avertissement: motif.avertissement }),
  ...motif.sousMotifs.flatMap(({ code: sub, libelle }) => passage(MOTIFS_JSON, 'titre', `${code}.sousMotifs.${sub}`, { libelle })),
  ...[...motif.questions, ...motif.questionsRecours].flatMap((q) => question(code, q)),
]);

const question = (motif: string, { id, texte, oral, exemple, choix }: QuestionQualification): Passage[] => [
  ...passage(MOTIFS_JSON, 'ecrit', `${motif}.${id}`, { texte }), ...passage(MOTIFS_JSON, 'oral', `${motif}.${id}`, { oral }),
  ...passage(MOTIFS_JSON, 'titre', `${motif}.${id}`, { exemple }), ...titles(MOTIFS_JSON, `${motif}.${id}`, choix),
];

const moyens = (entries: Corpus[typeof MOYENS_JSON] | undefined): Passage[] => Object.entries(entries ?? {}).flatMap(([id, { titre, texte, oral }]) => [
  ...passage(MOYENS_JSON, 'titre', id, { titre }), ...said(MOYENS_JSON, id, { texte, oral }),
]);

const services = (entries: Corpus[typeof SERVICES_JSON] | undefined): Passage[] => Object.entries(entries ?? {}).flatMap(([code, s]) => [
  ...passage(SERVICES_JSON, 'ecrit', code, { quand: s.quand }), ...passage(SERVICES_JSON, 'titre', code, { nomCourt: s.nomCourt, nomLong: s.nomLong, theme: s.theme }),
  ...s.competences.flatMap((competence, i) => passage(SERVICES_JSON, 'titre', `${code}.competences`, { [`${i + 1}`]: competence })),
]);

const prestations = (content: Corpus[typeof PRESTATIONS_JSON] | undefined): Passage[] => (content ? [
  ...Object.entries(content.prestations).flatMap(([code, { nom, court, de }]) => passage(PRESTATIONS_JSON, 'titre', code, { nom, court, de })),
  ...passage(PRESTATIONS_JSON, 'ecrit', 'questionPrestation', { question: content.questionPrestation.question }),
  ...passage(PRESTATIONS_JSON, 'oral', 'questionPrestation', { oral: content.questionPrestation.oral }),
  ...titles(PRESTATIONS_JSON, 'questionPrestation', content.questionPrestation.choix),
] : []);

const urgences = (entries: Corpus[typeof URGENCES] = []): Passage[] => entries.flatMap(({ critere, titre, libelle }) => passage(URGENCES, 'titre', critere, { titre, libelle }));

/** A text of the dialogs is a label when it has no sentence of its own. */
const textes = (entries: Corpus[typeof TEXTES] = {}): Passage[] => Object.entries(entries).flatMap(([id, entry]) => {
  const { texte, oral } = typeof entry === 'string' ? { texte: entry, oral: undefined } : entry;
  return [...passage(TEXTES, isSentence(texte) ? 'ecrit' : 'titre', '', { [id]: texte }), ...passage(TEXTES, 'oral', id, { oral })];
});

const isSentence = (text: string): boolean => /[.?!](?:\s|$)/.test(text);
