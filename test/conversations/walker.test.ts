import fc from 'fast-check';
import type { Comprehension } from '../../src/domain/comprehension';
import type { Contexte, Evenement } from '../../dialogs/events';
import { etatInitial, etatSchema } from '../../dialogs/state';
import type { Etat } from '../../dialogs/state';
import { step } from '../../dialogs/step';
import { estimate, legalReminderOf } from '../../src/domain/estimate';
import { CODES, DRAPEAUX, isCodeSurete, isHorsPerimetre, isMotif, MOTIFS, PRESTATIONS } from '../../src/domain/codes';
import type { Code } from '../../src/domain/codes';
import type { Dossier } from '../../src/domain/dossier';
import { loadContent } from '../../src/content';
import { uneComprehension } from '../support/comprehension';

/** Someone who says anything at any moment: no exception, no silence, no dead end, no draft lost without being told. */
const contenu = loadContent();
const CALME = { ouverts: 0, finalisesSur20j: 0 };
const START = Date.parse('2026-11-23T09:00:00Z');

const contexte = (at: number, canal: Contexte['canal'] = 'web'): Contexte => ({
  now: new Date(at), today: new Date(at).toISOString().slice(0, 10), canal, contenu, alsaceMoselle: false, courriel: true,
  charge: { HABITAT: CALME, FAMILLE: CALME, INSERTION: CALME, RECOURS: CALME },
});

const PHRASES = [
  'oui', 'non', 'je ne sais pas', 'passer', 'annuler', 'plus tard', 'reprendre', 'recommencer', 'modifier', 'modifier 3', 'le service', 'un conseiller', 'aide', 'répéter', 'garder',
  'je confirme', 'tout plus tard', 'je l’ai, je l’envoie', 'je ne l’ai pas', 'aucun', '2', 'le 9 novembre', 'octobre', '212 euros', 'non, c’était l’APL', '565, pas 560', 'Contestation de calcul',
  'logement', 'autre', 'APL', 'bonjour', 'merci', '...', '😀', 'ce n’est pas ça', 'REF-EXP-7K2M4TR', 'annulez la demande REF-EXP-7K2M4TR', 'moi-même', 'une personne que j’accompagne', 'accord oral', 'je n’ai pas son accord', 'mes demandes', 'marie@exemple.fr', 'marie@gmail', 'arrêter les e-mails', 'une longue histoire que je raconte parce que rien ne va depuis le mois de mars et que personne ne répond',
];

const comprehension: fc.Arbitrary<Comprehension> = fc.record({
  code: fc.constantFrom(...CODES), confidence: fc.double({ min: 0, max: 1, noNaN: true }), question: fc.boolean(),
  group: fc.constantFrom('simple', 'expert', 'out_of_scope', 'clarify'), prestation: fc.constantFrom(...PRESTATIONS, 'AUCUNE'),
  safety: fc.option(fc.constantFrom(...DRAPEAUX), { freq: 12 }), clarification: fc.option(fc.constantFrom(...contenu.clarifications.map((c) => c.id))),
  second: fc.option(fc.record({ code: fc.constantFrom(...MOTIFS), confidence: fc.constant(0.7) }), { freq: 10 }),
}).map((facts) => uneComprehension({ ...facts, group: facts.group === 'clarify' ? 'clarify' : groupOf(facts.code), prestations: PRESTATIONS.includes(facts.prestation as never) ? [facts.prestation] : [] } as Partial<Comprehension>));

/** As the triage does: a code has one group, and an unsure one is to be clarified. */
function groupOf(code: Code): Comprehension['group'] {
  if (isMotif(code) || isCodeSurete(code)) return 'expert';
  return isHorsPerimetre(code) ? 'out_of_scope' : 'simple';
}

const none = fc.constant<never[]>([]);
const fichier = fc.constantFrom('bail.pdf', 'photo.jpg', 'IMG_0001.heic').map((nom) => ({ id: `f-${nom}`, nom, typeMime: 'application/pdf', octets: 10, sha256: nom }));

const evenement: fc.Arbitrary<Evenement> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ genre: fc.constant('message' as const), texte: fc.constantFrom(...PHRASES), comprehension, fichiers: none, refus: none, masques: none }) },
  { weight: 1, arbitrary: fc.record({ genre: fc.constant('message' as const), texte: fc.constant(''), comprehension, fichiers: fc.array(fichier, { minLength: 1, maxLength: 2 }), refus: none, masques: none }) },
  { weight: 2, arbitrary: fc.record({ genre: fc.constant('action' as const), action: fc.constantFrom('expert', 'confirmer', 'annuler', 'modifier', 'inconnue'), valeurs: fc.constantFrom<Record<string, string>>({}, { rang: '1' }, { rang: '2', champ: 'service' }, { rang: 'x' }) }) },
  { weight: 1, arbitrary: fc.constant({ genre: 'arrivee' as const }) },
);

/** The application's part: effects answered at once. */
function turn(etat: Etat, first: Evenement, ctx: Contexte): { etat: Etat; said: string[]; choices: string[]; effets: string[] } {
  const queue = [first];
  const all = { etat, said: [] as string[], choices: [] as string[], effets: [] as string[] };
  for (let ev = queue.shift(); ev; ev = queue.shift()) {
    const result = step(all.etat, ev, ctx);
    all.etat = etatSchema.parse(JSON.parse(JSON.stringify(result.etat)));
    all.said.push(...result.reponses.map((r) => r.texte));
    all.choices = result.reponses.flatMap((r) => (r.choix ?? []).map((c) => c.titre));
    for (const effet of result.effets) {
      all.effets.push(effet.genre);
      if (effet.genre === 'ouvrir-dossier') queue.push({ genre: 'dossier-ouvert', code: null, dossier: dossierOf(effet, ctx) });
      if (effet.genre === 'chercher-dossier') queue.push({ genre: 'dossier-inconnu', reference: effet.reference });
      if (effet.genre === 'agir-dossier') queue.push({ genre: 'acte-refuse', reference: effet.reference, acte: effet.acte });
      if (effet.genre === 'lister-dossiers') queue.push({ genre: 'dossiers-listes', dossiers: [], pour: effet.pour });
      if (effet.genre === 'lister-depots') queue.push({ genre: 'depots-listes', dossiers: [], depuis: effet.depuis, total: 0 });
      if (effet.genre === 'arreter-courriels') queue.push({ genre: 'courriels-arretes', nombre: 0 });
    }
  }
  return all;
}

const dossierOf = ({ demande, rang }: { demande: Dossier['demande']; rang: number }, ctx: Contexte): Dossier => ({
  schema: 1, reference: 'REF-EXP-1234563', cle: `c:${rang}`, personne: 'p', canal: 'web', ouvertLe: ctx.now.toISOString(), statut: 'RECU', demande,
  promesse: estimate(demande, ctx.now, CALME, false), rappelLegal: legalReminderOf(demande), evenements: [],
});

/** Asked on purpose, or said about the same side question: the same words again are right. */
const MAY_REPEAT = /mes demandes|r[ée]p[ée]t|aide|bonjour|merci|conseiller|REF-EXP|plus tard|reprendre|recommencer|annuler|modifier/;

/** Two different things said one after the other, neither of them a danger (its numbers are said each time). */
function areTwoMessages(first: Evenement, then: Evenement): boolean {
  if (first.genre !== 'message' || then.genre !== 'message' || first.texte === then.texte || then.texte === '') return false;
  return then.comprehension.safety === null && !MAY_REPEAT.test(first.texte + then.texte);
}

function checkTurn(before: Etat, result: ReturnType<typeof turn>): void {
  expect(result.said.length).toBeGreaterThan(0);
  expect(result.said.every((text) => text.trim() !== '' && !/undefined|\[object|\{\w+\}/.test(text))).toBe(true);
  expect(result.choices.every((title) => title.trim() !== '')).toBe(true);
  expect(result.said.filter((text, at) => result.said.indexOf(text) !== at)).toEqual([]);
  if (before.brouillon && !result.etat.brouillon) expect(result.said.join(' ')).toMatch(/annulé|supprimée|zéro|C’est transmis/);
  expect(result.etat.echecs).toBeLessThan(2);
}

/** Whatever happened, a person can stop, reach somebody, or go on to the recap. */
function checkWaysOut(etat: Etat, at: number, canal: Contexte['canal']): void {
  const says = (from: Etat, texte: string) => turn(from, { genre: 'message', texte, comprehension: uneComprehension(), fichiers: [], refus: [], masques: [] }, contexte(at, canal));
  expect(says(etat, 'annuler').etat.brouillon).toBeNull();
  let reached = says(etat, 'reprendre').etat;
  for (let turns = 0; turns < 60 && reached.brouillon?.motif && reached.question?.id !== 'recap'; turns++) reached = says(reached, 'je ne sais pas').etat;
  if (reached.brouillon?.motif) expect(reached.question?.id).toBe('recap');
}

describe('a random walk over the dialogs', () => {
  it('plays 20,000 turns without an exception, a silence, a dead end, a lost draft or the same reply to two different messages', () => {
    let turns = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(evenement, fc.constantFrom(0, 0, 0, 60_000, 3_600_000, 90_000_000)), { minLength: 20, maxLength: 60 }), (events) => {
        let etat = etatInitial(new Date(START));
        let at = START;
        let last: { ev: Evenement; said: string } | null = null;
        // an even walk is on the web, an odd one in Teams, where a partner is asked for whom the demande is
        const canal = events.length % 2 === 0 ? 'web' : 'teams';
        for (const [ev, wait] of events) {
          at += wait;
          const result = turn(etat, ev, contexte(at, canal));
          // the same message received twice, before anything was saved, is answered alike
          expect(turn(etat, ev, contexte(at, canal))).toEqual(result);
          checkTurn(etat, result);
          const said = result.said.join('\n');
          if (last && areTwoMessages(last.ev, ev) && said === last.said) throw new Error(`the same reply to two messages, question ${etat.question?.id}: ${JSON.stringify([last.ev, ev], ['texte', 'code'])}\n${said}`);
          last = { ev, said };
          etat = result.etat;
          turns += 1;
        }
        checkWaysOut(etat, at, canal);
      }),
      { numRuns: 600, seed: 20261123 },
    );
    expect(turns).toBeGreaterThanOrEqual(20_000);
  });

  it('reaches the recap of every motif with "je ne sais pas" alone, in a bounded number of turns', () => {
    for (const [motif, canal] of MOTIFS.filter((m) => m !== 'SUIVI_DEPASSEMENT').flatMap((m) => [[m, 'web'], [m, 'teams']] as const)) {
      const says = (texte: string, facts: Partial<Comprehension> = {}): Evenement => ({ genre: 'message', texte, comprehension: uneComprehension(facts), fichiers: [], refus: [], masques: [] });
      let result = turn(etatInitial(new Date(START)), says('voilà ce qui m’arrive avec la Caf depuis deux mois', { group: 'expert', code: motif, confidence: 0.9 }), contexte(START, canal));
      let turns = 1;
      while (result.etat.question?.id !== 'recap' && turns < 40) {
        result = turn(result.etat, says('je ne sais pas'), contexte(START, canal));
        turns++;
      }
      expect([motif, result.etat.question?.id, turns < 30]).toEqual([motif, 'recap', true]);
    }
  });
});
