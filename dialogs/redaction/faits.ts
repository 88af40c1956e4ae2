import { z } from 'zod';
import redaction from '../contenu/redaction.json';
import type { QuestionQualification } from '../contenu';
import type { Contexte } from '../events';
import { reponsesInOrder } from '../expose';
import { formatEuros, prestationDite } from '../format';
import { normalize } from '../lecture';
import type { Brouillon, Contact } from '../state';
import { fill, texte } from '../textes';
import { reperes, sobre } from './nettoyage';

/** What the questionnaire adds to the person's words, in whole sentences (`contenu/redaction.json`). Nothing is inferred. */
const phrase = z.string().min(1);
const modele = z.strictObject({
  texte: phrase.optional(),
  motifs: z.record(z.string(), phrase).optional(),
  choix: z.record(z.string(), phrase).optional(),
  oui: phrase.optional(),
  non: phrase.optional(),
});
export const redactionSchema = z.strictObject({
  phrases: z.record(z.string(), modele),
  generique: phrase,
  sujet: phrase,
  revision: phrase,
  contact: z.strictObject({
    date: phrase, sansDate: phrase, canaux: z.record(z.string(), phrase), autreCanal: phrase, interlocuteur: phrase, reference: phrase, reponse: phrase,
  }),
  pieces: phrase,
});
export const MODELES = redactionSchema.parse(redaction);

type Reponse = Brouillon['reponses'][string];
/** The words that the sentences complete; `paroles`: they are the person's messages, where the answers « dit » come from. */
export type MotsDits = { texte: string; paroles: boolean };

/** Dated facts first, oldest first; then the others, in the order of the questionnaire. */
export function phrasesDesReponses(b: Brouillon, dits: MotsDits, ctx: Contexte): string[] {
  const left = reponsesInOrder(b, ctx).filter(([id, r]) => r.texte !== texte('qualification.ne-sait-pas') && !dejaDit(questionDe(b, id, ctx), r, dits));
  const dated = left.filter(([, r]) => dateDe(r) !== null).sort(([, x], [, y]) => (dateDe(x) ?? '').localeCompare(dateDe(y) ?? ''));
  const undated = left.filter(([, r]) => dateDe(r) === null);
  return [...sujet(b, dits, ctx), ...[...dated, ...undated].map(([id, r]) => phraseDe(b, id, r, ctx))];
}

const questionDe = (b: Brouillon, id: string, ctx: Contexte): QuestionQualification | undefined => {
  const motif = b.motif && ctx.contenu.motifs[b.motif];
  return motif ? [...motif.questions, ...motif.questionsRecours].find((q) => q.id === id) : undefined;
};

const dateDe = (r: Reponse): string | null => (typeof r.valeur === 'string' && /^\d{4}-\d{2}/.test(r.valeur) ? r.valeur : null);

/** Only a question that the words can fill: elsewhere the same figure may be another fact. */
function dejaDit(q: QuestionQualification | undefined, r: Reponse, dits: MotsDits): boolean {
  if (r.origine === 'dit' && dits.paroles) return true;
  if (!q || q.remplirAvec === '' || r.valeur === null) return false;
  const known = new Set(reperes(dits.texte));
  const wanted = reperes(r.texte);
  return wanted.length > 0 && wanted.every((repere) => known.has(repere));
}

function sujet(b: Brouillon, dits: MotsDits, ctx: Contexte): string[] {
  const said = normalize(dits.texte);
  const { court, nom } = ctx.contenu.prestations[b.prestation ?? 'INCONNUE'];
  const named = [nom, court.replace(/^(?:l’|les? |la )/, ''), b.prestation ?? ''].some((name) => ` ${said} `.includes(` ${normalize(name)} `));
  const revision = ctx.contenu.motifs.DEMANDE_REVISION.sousMotifs.find((sous) => sous.code === b.revision)?.libelle;
  return [
    ...(prestationDite(b) && !named ? [fill(MODELES.sujet, { prestation: court })] : []),
    ...(revision ? [fill(MODELES.revision, { libelle: minuscule(revision) })] : []),
  ];
}

function phraseDe(b: Brouillon, id: string, r: Reponse, ctx: Contexte): string {
  const type = questionDe(b, id, ctx)?.type ?? 'texte';
  const known = MODELES.phrases[id];
  const template = known && modelePour(known, type, r, b.motif ?? '');
  return template ? fill(template, { valeur: fragment(r.texte) }).replace(/ par mois par mois/g, ' par mois') : fill(MODELES.generique, { libelle: r.libelle, valeur: fragment(r.texte) });
}

/** The sentence of this answer; undefined when the answer is not of the kind that was asked for. */
function modelePour(known: z.infer<typeof modele>, type: QuestionQualification['type'], r: Reponse, motif: string): string | undefined {
  if (typeof r.valeur === 'boolean') return r.valeur ? known.oui : known.non;
  if (type === 'choix') return typeof r.valeur === 'string' ? known.choix?.[r.valeur] : undefined;
  if (type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(String(r.valeur))) return undefined;
  if (type === 'montant' && !(typeof r.valeur === 'number' && r.texte.replace(' par mois', '') === formatEuros(r.valeur))) return undefined;
  return known.motifs?.[motif] ?? known.texte;
}

/** Words inside a sentence of ours: cleaned, without their final mark; their first letter as it was said. */
export function fragment(said: string): string {
  const clean = (sobre(said) || texte('expose.non-precise')).replace(/[.\s]+$/, '');
  return /^\p{Ll}/u.test(said.trim()) ? minuscule(clean) : clean;
}

const minuscule = (text: string): string => (/^(?:\p{Lu}{2}|\p{Lu}[.’\d])/u.test(text) && !/^[A-Z]’/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));

/** the contacts as sentences; null when there was none. */
export function phrasesDesContacts(b: Brouillon): string[] {
  return b.contacts.map(contactEnPhrases);
}

function contactEnPhrases(c: Contact): string {
  const m = MODELES.contact;
  const precise = /\d.*\d{4}$/.test(c.date ?? '') ? c.date : undefined;
  const canal = [c.canal ? (m.canaux[c.canal] ?? fill(m.autreCanal, { canal: fragment(c.canal) })) : '', c.date && !precise ? fill(m.autreCanal, { canal: c.date }) : ''].join('');
  return [
    precise ? fill(m.date, { date: precise, canal }) : fill(m.sansDate, { canal }),
    c.interlocuteur && fill(m.interlocuteur, { interlocuteur: fragment(c.interlocuteur) }),
    c.reference && fill(m.reference, { reference: c.reference }),
    c.reponse && fill(m.reponse, { reponse: fragment(c.reponse) }),
  ].filter(Boolean).join(' ');
}

export function phraseDesPieces(b: Brouillon): string[] {
  const received = (b.pieces ?? []).filter((p) => p.statut === 'recue').map((p) => p.libelle);
  return received.length > 0 ? [fill(MODELES.pieces, { liste: received.join(', ') })] : [];
}
