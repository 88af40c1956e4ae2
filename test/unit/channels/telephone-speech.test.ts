import fc from 'fast-check';
import type { Comprehension } from '../../../src/domain/comprehension';
import type { Contexte, Evenement } from '../../../dialogs/events';
import { etatInitial, etatSchema, type Etat } from '../../../dialogs/state';
import { step } from '../../../dialogs/step';
import { escapeXml, partsOf, toReponseVocale, wordsIn } from '../../../src/channels/telephone/speech';
import type { ReponseVocale } from '../../../src/channels/telephone/turns';
import { loadContent } from '../../../src/content';
import { CODES, DRAPEAUX, isCodeSurete, isHorsPerimetre, isMotif, MOTIFS, PRESTATIONS, type Code } from '../../../src/domain/codes';
import type { Dossier } from '../../../src/domain/dossier';
import { estimate, legalReminderOf } from '../../../src/domain/estimate';
import { spellReference } from '../../../src/domain/reference';
import type { Reponse } from '../../../src/domain/tour';
import { uneComprehension } from '../../support/comprehension';

/** The manners of a voice, over many conversations that nobody wrote. */
const contenu = loadContent();
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const START = Date.parse('2026-11-23T09:00:00Z');
const TRANSFERT = '+33123456789';
const contexte = (appel: string, transfert: boolean): Contexte => ({
  now: new Date(START), today: '2026-11-23', canal: 'ivr', contenu, alsaceMoselle: false, courriel: true, charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME },
  telephone: { appel, appelant: '+33612345678', transfert, creneaux: transfert ? [] : [{ date: '2026-11-24', moment: 'matin', dit: 'le mardi 24 novembre, le matin' }] },
});

const PHRASES = ['oui', 'non', 'je ne sais pas', 'passer', 'annuler', 'plus tard', 'reprendre', 'modifier', 'un conseiller', 'aide', 'répéter', 'garder', 'je confirme', 'tout plus tard', 'aucun', 'le 9 novembre', 'octobre', '212 euros', 'non, c’était l’APL', 'logement', 'APL', 'bonjour', 'merci', 'mes demandes', 'autre moyen', 'par courrier', 'REF-EXP-7K2M4TR', 'une longue histoire que je raconte parce que rien ne va depuis le mois de mars <b> & personne ne répond'];
const groupOf = (code: Code): Comprehension['group'] => (isMotif(code) || isCodeSurete(code) ? 'expert' : isHorsPerimetre(code) ? 'out_of_scope' : 'simple');
const comprehension = fc.record({
  code: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...MOTIFS) }, { weight: 1, arbitrary: fc.constantFrom(...CODES) }), confidence: fc.double({ min: 0.5, max: 1, noNaN: true }), prestation: fc.constantFrom(...PRESTATIONS, 'AUCUNE'), safety: fc.option(fc.constantFrom(...DRAPEAUX), { freq: 15 }),
}).map((facts) => uneComprehension({ ...facts, group: groupOf(facts.code) } as Partial<Comprehension>));
const evenement: fc.Arbitrary<Evenement> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ genre: fc.constant('message' as const), texte: fc.constantFrom(...PHRASES), comprehension, fichiers: fc.constant<never[]>([]), refus: fc.constant<never[]>([]), masques: fc.constant<never[]>([]) }) },
  { weight: 3, arbitrary: fc.record({ genre: fc.constant('relance' as const), cause: fc.constantFrom('silence' as const, 'touche' as const) }) },
  { weight: 1, arbitrary: fc.constant({ genre: 'a-confirmer' as const, textes: ['mon <numéro>'], faits: [] }) },
  { weight: 1, arbitrary: fc.constant({ genre: 'mal-entendu' as const }) },
);

type Turn = { etat: Etat; reponses: Reponse[]; alerte: boolean };
function turn(etat: Etat, first: Evenement, ctx: Contexte): Turn {
  const queue = [first];
  const all: Turn = { etat, reponses: [], alerte: false };
  for (let ev = queue.shift(); ev; ev = queue.shift()) {
    const result = step(all.etat, ev, ctx);
    all.etat = etatSchema.parse(JSON.parse(JSON.stringify(result.etat)));
    all.reponses.push(...result.reponses);
    for (const effet of result.effets) {
      if (effet.genre === 'alerter' && ['detresse', 'violences', 'menace'].includes(effet.nature)) all.alerte = true;
      if (effet.genre === 'ouvrir-dossier') queue.push({ genre: 'dossier-ouvert', code: '7K2M9XPA', dossier: { schema: 1, reference: 'REF-EXP-1234563', cle: 'c:1', personne: 'p', canal: 'ivr', ouvertLe: ctx.now.toISOString(), statut: 'RECU', demande: effet.demande, promesse: estimate(effet.demande, ctx.now, CALME, false), rappelLegal: legalReminderOf(effet.demande), evenements: [] } satisfies Dossier });
      if (effet.genre === 'chercher-dossier') queue.push({ genre: 'dossier-inconnu', reference: effet.reference });
      if (effet.genre === 'agir-dossier') queue.push({ genre: 'acte-refuse', reference: effet.reference, acte: effet.acte });
      if (effet.genre === 'lister-dossiers') queue.push({ genre: 'dossiers-listes', dossiers: [], pour: effet.pour });
      if (effet.genre === 'lister-depots') queue.push({ genre: 'depots-listes', dossiers: [], depuis: effet.depuis, total: 0 });
      if (effet.genre === 'nouveau-code') queue.push({ genre: 'code-a-preciser', references: [] });
    }
  }
  return all;
}

const UNSPEAKABLE = /https?:|www\.|[•*_<>«»#]|\p{Extended_Pictographic}|\bcli(?:c|qu)|\bpressez|trombone|\d{2,}|€|%/iu;
/** A clause that no comma cuts stays whole. */
const BREATH_WORDS = 34;

function checkManners(voice: ReponseVocale, { reponses }: Turn): void {
  expect(voice.dire.length).toBeGreaterThan(0);
  for (const { texte, ssml, ferme } of voice.dire) {
    expect(texte).not.toMatch(UNSPEAKABLE);
    expect(texte).not.toMatch(/undefined|\[object|\{\w+\}/);
    if (!ferme) expect([texte, wordsIn(texte) <= BREATH_WORDS]).toEqual([texte, true]);
    if (ssml !== undefined) expect(ssml.replace(/<\/?speak>|<say-as interpret-as="characters">|<\/say-as>|<break time="\d+ms"\/>/g, '')).not.toMatch(/[<>]/);
  }
  // three options at most, then « autre chose »
  for (const sentence of voice.dire.map(({ texte }) => texte)) expect(sentence.match(/, ou tapez/g)?.length ?? 0).toBeLessThanOrEqual(3);
  if (voice.fin === undefined) {
    expect(voice.attendre).toMatchObject({ parole: true, silenceMs: 6_000 });
    expect(voice.attendre?.dtmf?.max).toBeGreaterThan(0);
    checkQuestionLast(voice, reponses.at(-1));
  }
}

/** Nothing comes after a question but its own options. */
function checkQuestionLast(voice: ReponseVocale, last: Reponse | undefined): void {
  const sentences = voice.dire.map(({ texte }) => texte).join(' ').split(/(?<=[.?!])\s+/);
  const asks = sentences.findLastIndex((sentence) => sentence.endsWith('?'));
  const options = sentences.findIndex((sentence) => sentence.includes(', ou tapez '));
  if (last?.choix?.length && options >= 0) expect(sentences.slice(options + 1)).toEqual([]);
  if (asks >= 0 && options > asks) expect(options - asks).toBeLessThanOrEqual(2);
}

describe('the manners of a voice, over walks of random calls', () => {
  it('hold at every turn: short breaths, three options, the question last, nothing that cannot be said', () => {
    let turns = 0;
    fc.assert(fc.property(fc.array(evenement, { minLength: 10, maxLength: 40 }), fc.boolean(), (events, transfert) => {
      let etat = etatInitial(new Date(START));
      let appel = 1;
      const greeting = turn(etat, { genre: 'arrivee' }, contexte('1', transfert));
      expect(toReponseVocale(greeting.reponses, TRANSFERT).dire[0]?.texte).toContain('assistant automatique');
      etat = greeting.etat;
      for (const ev of events) {
        const result = turn(etat, ev, contexte(String(appel), transfert));
        const voice = toReponseVocale(result.reponses, transfert ? TRANSFERT : undefined);
        checkManners(voice, result);
        // the same bytes for the same turn
        expect(JSON.stringify(toReponseVocale(turn(etat, ev, contexte(String(appel), transfert)).reponses, transfert ? TRANSFERT : undefined))).toBe(JSON.stringify(voice));
        if (result.alerte) expect(voice.fin).toEqual(transfert ? { transfert: TRANSFERT } : undefined);
        // a call that ended is called again: nothing of the draft is said
        etat = result.etat;
        if (voice.fin !== undefined) {
          appel += 1;
          const again = turn(etat, { genre: 'arrivee' }, contexte(String(appel), transfert));
          expect(again.reponses.map(({ texte }) => texte).join(' ')).not.toMatch(/APL|RSA|désaccord|REF|€/i);
          etat = again.etat;
        }
        turns += 1;
      }
    }), { numRuns: 80, seed: 20261126 });
    expect(turns).toBeGreaterThan(1_200);
  });
});

describe('toReponseVocale', () => {
  it('does not let a reference or a legal notice be cut', () => {
    const { dire, interruptible } = toReponseVocale([{ texte: `Votre numéro est : ${spellReference('REF-EXP-7K2M4TR')}.`, ferme: true }, { texte: 'Autre chose ?' }], undefined);

    expect(interruptible).toBe(false);
    expect(dire.map(({ ferme }) => ferme ?? false)).toEqual([true, false]);
  });

  it('spells with say-as and breaks, and as well without them', () => {
    const [first] = toReponseVocale([{ texte: spellReference('REF-EXP-7K2M4TR') }], undefined).dire;

    expect(first?.texte).toBe('R E F, E X P, puis : sept, K comme Kléber, deux — M comme Marcel, quatre — T comme Thérèse, R comme Raoul');
    expect(first?.ssml).toBe('<speak><say-as interpret-as="characters">REF</say-as>, <say-as interpret-as="characters">EXP</say-as>, puis : sept, K comme Kléber, deux<break time="500ms"/>M comme Marcel, quatre<break time="500ms"/>T comme Thérèse, R comme Raoul</speak>');
  });

  it('ends a call that should be passed on when there is no number', () => {
    expect(toReponseVocale([{ texte: 'Je vous passe quelqu’un.', fin: 'transfert' }], undefined).fin).toBe('raccrocher');
  });

  it('takes several digits where a number is asked, one where only options are', () => {
    expect(toReponseVocale([{ texte: 'Quel numéro ?', touches: 7 }], undefined).attendre?.dtmf).toEqual({ max: 7, fin: '#' });
    expect(toReponseVocale([{ texte: 'Oui ?' }], undefined).attendre?.dtmf).toEqual({ max: 1 });
  });
});

describe('XML', () => {
  it('holds any text as text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const escaped = escapeXml(text);
      expect(escaped.replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toMatch(/[<>&"']|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u);
      expect(partsOf(text).every((part) => part.genre === 'pause' || part.texte !== '')).toBe(true);
    }));
  });
});
