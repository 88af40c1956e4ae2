import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadUnderstander } from '../../../../intents/understand';
import { draftFromCall } from '../../../../src/app/calls/draft';
import { readTranscript } from '../../../../src/channels/transcripts/read';
import type { BrouillonAppel } from '../../../../src/domain/appel';
import type { Transcription } from '../../../../src/domain/transcription';
import { uneTranscription } from '../../../support/calls';

const ROOT = join(__dirname, '..', '..', '..', '..');
const CALLS = join(ROOT, 'test', 'calls');
const NOW = new Date('2026-11-26T10:00:00+01:00');
const understander = loadUnderstander({ dataDir: join(ROOT, 'intents', 'data'), cacheDir: join(ROOT, 'var') });
const draftOf = (transcription: Transcription): Promise<BrouillonAppel> => draftFromCall(transcription, { understander, now: NOW });

const attendu = z.strictObject({
  motif: z.string().nullable(), prestation: z.string().optional(), service: z.string().optional(), drapeaux: z.array(z.string()), simple: z.string().optional(), second: z.string().optional(),
  montants: z.array(z.number()).default([]), jours: z.array(z.string()).default([]), actes: z.array(z.string()).default([]), masques: z.array(z.string()).default([]),
  numeroAllocataire: z.string().optional(), caviardee: z.boolean().default(false),
});
const ATTENDUS = z.record(z.string(), attendu).parse(JSON.parse(readFileSync(join(CALLS, 'attendus.json'), 'utf8')));

describe('the written calls', () => {
  it.each(Object.entries(ATTENDUS))('%s', async (name, expected) => {
    const draft = await draftOf(readTranscript(readFileSync(join(CALLS, `${name}.vtt`))));

    expect(draft.motif?.valeur ?? null).toBe(expected.motif);
    if (expected.prestation) expect(draft.prestation?.valeur).toBe(expected.prestation);
    if (expected.service) expect(draft.service?.valeur ?? 'AUCUN').toBe(expected.service);
    expect(draft.drapeaux.map(({ valeur }) => valeur)).toEqual(expected.drapeaux);
    if (expected.simple ?? expected.second) expect(draft.autres.map(({ valeur }) => valeur)).toEqual([expected.simple ?? expected.second]);
    expect(draft.montants.map(({ valeur }) => valeur.euros)).toEqual(expect.arrayContaining(expected.montants));
    expect(draft.chronologie.map(({ date }) => date)).toEqual(expect.arrayContaining(expected.jours));
    expect(draft.actes.map(({ valeur }) => valeur)).toEqual(expect.arrayContaining(expected.actes));
    if (expected.numeroAllocataire) expect(draft.numeroAllocataire?.valeur).toBe(expected.numeroAllocataire);
    expect(draft.caviardee).toBe(expected.caviardee);
    for (const secret of expected.masques) expect(JSON.stringify(draft)).not.toContain(secret);
  });
});

describe('what each value says of itself', () => {
  it('names the segment in which it was said', async () => {
    const draft = await draftOf(uneTranscription('A : caf bonjour', 'C : bonjour', 'A : je vous écoute', 'C : on me réclame un trop perçu', 'C : huit cent quarante euros d’apl', 'C : et je ne suis pas d’accord du tout'));

    expect(draft.motif?.valeur).toBe('INDU_CONTESTATION');
    // the sum is asked for in one, refused in the other: either says it
    expect([4, 6]).toContain(draft.motif?.segment);
    expect(draft.montants).toMatchObject([{ valeur: { euros: 840 }, segment: 5 }]);
  });

  it('is believed less when nobody is named as the caller', async () => {
    const lines = ['conseiller', 'je conteste un trop perçu de huit cents euros d’apl je ne suis pas d’accord'];
    const [named, anonymous] = await Promise.all([draftOf(uneTranscription(`A : ${lines[0]}`, `C : ${lines[1]}`)), draftOf(uneTranscription(`X : ${lines[0]}`, `X : ${lines[1]}`))]);

    expect(anonymous.voixInconnues).toBe(true);
    expect(anonymous.motif?.valeur).toBe('INDU_CONTESTATION');
    expect(anonymous.motif!.confiance).toBeLessThan(named.motif!.confiance);
  });

  it('never says more than the recogniser heard', async () => {
    const heard = uneTranscription('A : bonjour', 'C : je conteste un trop perçu de huit cents euros d’apl je ne suis pas d’accord');
    const unsure = { ...heard, segments: heard.segments.map((segment) => ({ ...segment, confiance: 0.4 })) };

    expect((await draftOf(unsure)).motif!.confiance).toBeLessThanOrEqual(0.4);
  });
});

describe('the agent’s words', () => {
  it('give their meaning to a yes', async () => {
    const draft = await draftOf(uneTranscription('A : bonjour', 'C : je conteste un indu de rsa je ne suis pas d’accord', 'A : vous avez reçu une mise en demeure', 'C : oui'));

    expect(draft.actes).toMatchObject([{ valeur: 'mise_en_demeure', segment: 3 }]);
  });

  it('and none to a no, nor by themselves', async () => {
    const draft = await draftOf(uneTranscription('A : bonjour', 'C : je conteste un indu de rsa je ne suis pas d’accord', 'A : vous avez reçu une mise en demeure', 'C : non', 'A : une contrainte de deux cents euros alors', 'C : je ne crois pas'));

    expect(draft.actes).toEqual([]);
    expect(draft.montants).toEqual([]);
  });

  it('say what a bare number is, dictated over several turns', async () => {
    const draft = await draftOf(uneTranscription('A : votre numéro d’allocataire', 'C : alors attendez douze', 'A : oui', 'C : trente quatre', 'A : trente quatre', 'C : cinq cent soixante sept', 'A : merci'));

    expect(draft.numeroAllocataire).toMatchObject({ valeur: '1234567', segment: 2 });
  });
});

describe('what must never be kept', () => {
  it('is hidden even cut into segments by the one who listens', async () => {
    const draft = await draftOf(uneTranscription('A : bonjour', 'C : je conteste mon indu de rsa mon numéro de sécurité sociale c’est le deux quatre-vingt-cinq', 'A : oui', 'C : zéro trois soixante quinze cent seize', 'A : d’accord', 'C : zéro zéro un quarante deux'));

    expect(JSON.stringify(draft)).not.toMatch(/soixante quinze|cent seize|quarante deux/);
  });

  it('is hidden when a password is said', async () => {
    const draft = await draftOf(uneTranscription('A : bonjour', 'C : on a piraté mon compte caf mon mot de passe c’était tournesol bleu'));

    expect(JSON.stringify(draft)).not.toContain('tournesol');
  });
});

describe('a danger', () => {
  it('said once in an hour of calm is a danger', async () => {
    const calm = Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 'A : je regarde votre dossier un instant' : 'C : d’accord merci j’attends un peu'));

    const draft = await draftOf(uneTranscription(...calm, 'C : de toute façon j’ai envie de mourir', ...calm));

    expect(draft.drapeaux).toMatchObject([{ valeur: 'detresse', segment: 301 }]);
    expect(draft.priorite?.valeur).toBe('P0');
  });
});

describe('a long call', () => {
  it('gives a request said at the end of a thousand turns, in bounded size, and says how far it is', async () => {
    const talk = Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? 'A : ne quittez pas je cherche dans votre dossier' : 'C : il fait beau chez vous aujourd’hui'));
    const told: number[] = [];

    const draft = await draftFromCall(uneTranscription(...talk, 'A : et donc', 'C : je demande la remise de ma dette de prime d’activité de trois cents euros je ne peux pas payer'), { understander, now: NOW, onProgress: (done) => told.push(done) });

    expect(draft).toMatchObject({ motif: { valeur: 'REMISE_DETTE', segment: 1_002 }, prestation: { valeur: 'PPA' } });
    expect(JSON.stringify(draft).length).toBeLessThan(60_000);
    expect(told.length).toBeGreaterThan(10);
  });
});
