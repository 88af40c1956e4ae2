import { isHorsPerimetre, isMotif } from '../src/domain/codes';
import type { Code, Motif } from '../src/domain/codes';
import type { Reponse } from '../src/domain/tour';
import { answerFor, asksPrestation, moreFor, precisionsFor, precisionsOnly } from './answers';
import { beginDemande } from './demande';
import type { Clarification } from './contenu';
import type { Contexte, Effet } from './events';
import { nomPrestation, prestationDite } from './format';
import { mentions } from './lecture';
import { clef, ditDe } from './precisions';
import type { Dit } from './precisions';
import { brouillonOf, compris } from './questions/handler';
import type { Lecture } from './questions/handler';
import { plainte } from './revue';
import { withWayBack } from './sens';
import type { Etat, Souvenir } from './state';
import mots from './contenu/mots.json';
import { choix, say, texte } from './textes';
import { dangerTurn } from './surete';
import { personOnPhone } from './telephone/person';

/** Where a code leads, whatever way it was found: an answer, a demande, a follow-up, a person. */
export function orienter(etat: Etat, code: Code, ctx: Contexte): Lecture {
  const said = etat.souvenir;
  if (code === 'DETRESSE' || code === 'VIOLENCES' || code === 'MENACE') return toLecture(dangerTurn(etat, DANGER[code], said?.texte ?? '', ctx));
  // "où en est mon dossier", once a demande was sent from here, or for who calls, asks about that one
  const ofTransfer = code === 'SUIVI_DOSSIER' && (etat.ouverts.length > 0 || etat.suivie !== null || ctx.telephone !== undefined);
  if (code === 'SUIVI_TRANSFERT' || code === 'SUIVI_DEPASSEMENT' || ofTransfer) return followUp(etat, said);
  // a relaunch may be about a demande sent from here
  if (code === 'BLOCAGE_RETARD' && !etat.brouillon) return compris(etat, { question: null, effets: [{ genre: 'lister-dossiers', pour: 'relancer' }] });
  if (code === 'CONTACT_HUMAIN') return askPerson(etat, ctx);
  if (isMotif(code)) return openDemande(etat, code, said, ctx);
  if (code === 'SALUTATION') return compris({ ...etat, souvenir: null }, { dire: [say('accueil.bonjour', {}, { choix: accueilChoix() })], question: null });
  if (code === 'REMERCIEMENT') return compris({ ...etat, souvenir: null }, { dire: [say('accueil.merci')], question: null });
  return answer(etat, code, said, ctx);
}

const DANGER = { DETRESSE: 'detresse', VIOLENCES: 'violences', MENACE: 'menace' } as const;

const toLecture = ({ etat, reponses, effets }: { etat: Etat; reponses: Reponse[]; effets: Effet[] }): Lecture =>
  compris(etat, { dire: reponses, effets, question: null });

export const accueilChoix = () => choix(texte('choix.paiement'), texte('choix.attestation'), texte('choix.contester'), texte('choix.suivre'));

/** Starts the gathering: says what was understood, what was noted, and what a transfer is not. */
export function openDemande(etat: Etat, motif: Motif | null, said: Souvenir | null, ctx: Contexte): Lecture {
  const started = beginDemande({ ...etat, question: null }, motif, said, ctx);
  const b = brouillonOf(started.etat);
  if (!motif) return compris(started.etat, { dire: [say('demande.debut-sans-motif')] });
  const content = ctx.contenu.motifs[motif];
  const sujet = prestationDite(b) ? `${content.libelle} – ${nomPrestation(b, ctx)}` : content.libelle;
  const dire = [
    say('demande.debut', { sujet, aide: content.aide }),
    ...(content.avertissement ? [{ texte: content.avertissement }] : []),
    ...(started.remplies.length > 0 ? [say('demande.note', { liste: started.remplies.join(' ; ') })] : []),
  ];
  return compris(started.etat, { dire: [joinTexts(dire)] });
}

const joinTexts = (parts: Reponse[]): Reponse => ({ texte: parts.map((p) => p.texte).join('\n\n'), oral: parts.map((p) => p.oral ?? p.texte).join(' ') });

function followUp(etat: Etat, said: Souvenir | null): Lecture {
  const found = said?.entities.find((entite) => entite.type === 'reference');
  if (found?.type === 'reference') return compris({ ...etat, souvenir: null }, { question: null, effets: [{ genre: 'chercher-dossier', reference: found.valeur }] });
  return compris({ ...etat, souvenir: null }, { question: null, effets: [{ genre: 'lister-dossiers' }] });
}

/** A person is never refused: the ways to reach one at once; asked twice, it is recorded for the team as well. */
export function askPerson(etat: Etat, ctx: Contexte): Lecture {
  const asked = etat.demandesHumain + 1;
  const next = { ...etat, demandesHumain: asked, souvenir: null, suspendue: etat.question ?? etat.suspendue };
  const onLine = personOnPhone(next, ctx);
  if (onLine) return onLine;
  if (asked === 1) return waysToPerson(next, ctx);
  return compris(next, { dire: [say('humain.enregistre')], question: etat.brouillon ? { id: 'humain' } : null, effets: [{ genre: 'alerter', nature: 'humain' }] });
}

function waysToPerson(etat: Etat, ctx: Contexte): Lecture {
  const code = 'CONTACT_HUMAIN';
  const near = precisionsFor(code, ditDe(etat), ctx);
  const dire = near.length > 0 ? joinTexts([say('humain.moyens'), precisionsOnly(near)]) : say('humain.moyens');
  const derniereReponse = { code, prestation: 'AUCUNE', approfondie: false, precisions: near.map(clef) };
  return compris({ ...etat, derniereReponse }, { dire: [dire], question: { id: 'humain' } });
}

/** A simple or out-of-scope answer; with the same question again, more detail, then a person or an expert. */
function answer(etat: Etat, code: Code, said: Souvenir | null, ctx: Contexte): Lecture {
  const dit = ditDe(etat);
  const prestation = sujetDe(dit);
  if (asksPrestation(code, dit, said?.texte ?? '')) return compris(etat, { question: { id: 'prestation-simple', code } });
  const last = etat.derniereReponse;
  if (last?.code === code && last.prestation === prestation) return again(etat, last, ctx);
  const reply = answerFor(code, dit, ctx);
  if (!reply) throw new TypeError(`no answer for ${code}`);
  const precisions = precisionsFor(code, dit, ctx).map(clef);
  const next = { ...etat, derniereReponse: { code, prestation, approfondie: false, precisions }, aSimplifier: { cle: code, prestation: dit.prestation } };
  // nobody in mourning is asked whether the answer suits them
  if (isHorsPerimetre(code)) return compris(next, { dire: [withWayBack(reply, said)], question: null });
  if (code === 'INCOMPREHENSION' || code === 'CHANGEMENT_DECES') return compris({ ...next, souvenir: null }, { dire: [reply], question: null });
  return compris(next, { dire: [reply], question: { id: 'satisfaction' } });
}

/** Two questions about several prestations are the same only when they name the same ones. */
const sujetDe = ({ prestation, prestations }: Dit): string => (prestation === 'MULTI' ? [...prestations].sort().join('+') : prestation);

function again(etat: Etat, last: NonNullable<Etat['derniereReponse']>, ctx: Contexte): Lecture {
  const dit = ditDe(etat);
  const fresh = precisionsFor(last.code, dit, ctx).filter((precision) => !last.precisions.includes(clef(precision)));
  if (fresh.length > 0) return refined(etat, last, fresh);
  const more = last.approfondie ? null : moreFor(last.code, dit, ctx);
  const ways = { choix: choix(texte('choix.expert'), texte('choix.humain')) };
  const dire = more ? { texte: `${more}\n\n${texte('reponse.plus')}`, oral: more, ...ways } : say('reponse.deja', {}, ways);
  return compris({ ...etat, derniereReponse: { ...last, approfondie: true } }, { dire: [dire], question: null });
}

/** Asked again with a fact that the first answer did not have: it is what the person wants to know. */
function refined(etat: Etat, last: NonNullable<Etat['derniereReponse']>, fresh: ReturnType<typeof precisionsFor>): Lecture {
  const derniereReponse = { ...last, precisions: [...last.precisions, ...fresh.map(clef)] };
  return compris({ ...etat, derniereReponse }, { dire: [precisionsOnly(fresh)], question: isHorsPerimetre(last.code) ? null : { id: 'satisfaction' } });
}

/** A "no, this does not answer me": the discriminating question of the pair, else an expert or a person. */
export function insatisfait(before: Etat, ctx: Contexte): Lecture {
  const etat = plainte(before, 'pas-repondu');
  const last = etat.derniereReponse;
  const pair = last && pairFor(last.code, etat.souvenir?.texte ?? '', ctx);
  if (last && pair && !last.approfondie) {
    return compris({ ...etat, derniereReponse: { ...last, approfondie: true } }, { question: { id: 'clarification', paire: pair.id } });
  }
  return compris(etat, { dire: [say('satisfaction.pas-repondu', {}, { choix: choix(texte('choix.expert'), texte('choix.humain')) })], question: null });
}

/** Pairs that suppose a subject are only for those who spoke of it: nobody else is asked about "the other parent". */
const SUPPOSENT: Record<string, readonly string[]> = mots.clarifications;

function pairFor(code: string, said: string, ctx: Contexte): Clarification | undefined {
  const pairs = ctx.contenu.clarifications.filter((known) => known.simple.includes(code));
  return pairs.find(({ id }) => mentions(said, SUPPOSENT[id] ?? [])) ?? pairs.find(({ id }) => SUPPOSENT[id] === undefined);
}

/** One sentence for the simple half of a mixed message, before the expert path. */
export function enBref(code: Code, etat: Etat, ctx: Contexte): Reponse | null {
  const reply = answerFor(code, { ...ditDe(etat), facile: false, entities: [] }, ctx);
  const first = reply?.texte.split(/(?<=[.!?])\s/).slice(0, 3).join(' ');
  return reply && first ? { texte: first, oral: reply.oral ?? first } : null;
}
