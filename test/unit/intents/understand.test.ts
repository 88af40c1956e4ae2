import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Comprehension } from '../../../src/domain/comprehension';
import { PAIR_IDS } from '../../../intents/pairs';
import { loadUnderstander, type Understander } from '../../../intents/understand';
import { processorMsOf } from '../../support/work';

const ROOT = join(__dirname, '../../..');
const NOW = new Date('2026-11-23T10:00:00+01:00');
const row = z.strictObject({
  text: z.string(), group: z.string(), code: z.string(), prestation: z.string().optional(), service: z.string().optional(), priority: z.string().optional(), safety: z.string().nullable().optional(),
});
const FRESH = readFileSync(join(__dirname, 'fresh.jsonl'), 'utf8').trim().split('\n').map((line) => row.parse(JSON.parse(line)));

let understander: Understander;
const understand = (text: string): Comprehension => understander.understand(text, { now: NOW, canal: 'web' });

beforeAll(() => {
  understander = loadUnderstander({ dataDir: join(ROOT, 'intents/data'), cacheDir: join(ROOT, 'var') });
}, 300_000);

describe('messages that nobody trained on', () => {
  const share = (rows: typeof FRESH, good: (r: (typeof FRESH)[number], c: Comprehension) => boolean): number => rows.filter((r) => good(r, understand(r.text))).length / rows.length;

  it.each(FRESH.filter((r) => ['DETRESSE', 'VIOLENCES', 'MENACE'].includes(r.code)))('danger is seen: $text', (r) => {
    expect(understand(r.text)).toMatchObject({ group: 'expert', code: r.code, service: 'AUCUN', priority: 'P0', safety: r.safety });
  });

  it.each(FRESH.filter((r) => r.safety === null))('no danger is seen where there is none: $text', (r) => {
    expect(understand(r.text)).toMatchObject({ group: 'simple', safety: null });
  });

  it('finds the disputes', () => {
    expect(share(FRESH.filter((r) => r.group === 'expert'), (_, c) => c.group === 'expert' || c.group === 'clarify')).toBeGreaterThanOrEqual(0.95);
  });

  it('tells simple, expert and out of scope apart', () => {
    expect(share(FRESH, (r, c) => c.group === r.group)).toBeGreaterThanOrEqual(0.95);
  });

  it('finds the code, the prestation, the service and the priority', () => {
    expect(share(FRESH, (r, c) => c.code === r.code)).toBeGreaterThanOrEqual(0.9);
    expect(share(FRESH.filter((r) => r.prestation !== undefined), (r, c) => c.prestation === r.prestation)).toBeGreaterThanOrEqual(0.94);
    expect(share(FRESH.filter((r) => r.service !== undefined), (r, c) => c.service === r.service)).toBeGreaterThanOrEqual(0.94);
    expect(share(FRESH.filter((r) => r.priority !== undefined), (r, c) => c.priority === r.priority)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('understand', () => {
  it('gives the same answer every time', () => {
    expect(understand('mon RSA est coupé depuis deux mois')).toEqual(understand('mon RSA est coupé depuis deux mois'));
  });

  it.each(['', '   ', '???', '😀', '1', 'a'.repeat(30_000), 'mot '.repeat(8_000)])('never fails nor stalls on %j', (text) => {
    const { confidence } = understand(text.slice(0, 40_000));

    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
    expect(processorMsOf(() => understand(text.slice(0, 40_000)))).toBeLessThan(3_000);
  });

  it('reads a spoken message without punctuation on the telephone', () => {
    const answer = understander.understand('euh oui bonjour c est pour l air essa il est coupé depuis deux mois et personne me répond', { now: NOW, canal: 'ivr' });

    expect(answer).toMatchObject({ group: 'expert', code: 'SUSPENSION_DROIT', prestation: 'RSA', service: 'INSERTION' });
  });

  it('follows a reference, and sees when its date is past', () => {
    expect(understand('REF-EXP-7K2M4TR')).toMatchObject({ group: 'simple', code: 'SUIVI_TRANSFERT' });
    expect(understand('REF-EXP-7K2M4TR la date annoncée est dépassée')).toMatchObject({ group: 'expert', code: 'SUIVI_DEPASSEMENT', priority: 'P1' });
  });
});

describe('two requests in one message', () => {
  it.each([
    ['Quelqu’un a remplacé mon RIB dans mon espace, ce n’est pas moi. Par ailleurs, comment obtenir une attestation de paiement ?', 'SECURITE_COMPTE', 'ATTESTATION'],
    ['Ma demande REF-EXP-7K2M9Q en est où ? Et comment je change mon adresse ?', 'SUIVI_TRANSFERT', 'CHANGEMENT_ADRESSE'],
  ])('are both kept when a fact decides the first: %s', (text, code, second) => {
    expect(understand(text)).toMatchObject({ code, second: { code: second } });
  });

  it.each([
    'Bonjour, je viens de perdre mon emploi. J’ai deux enfants et je suis seule. Mon loyer est de 600 euros. À quoi ai-je droit ?',
    'J’ai déclaré ma séparation en mai. Depuis, plus rien n’arrive. J’ai appelé trois fois. Je voudrais que mon RSA reprenne.',
  ])('are not a story that asks one thing: %s', (text) => {
    expect(understand(text).second).toBeNull();
  });

  it.each(['Mon mari me bat. Et aussi je voudrais une attestation.', 'je veux mourir et aussi où en est mon dossier ?'])('never hide a danger: %s', (text) => {
    expect(understand(text)).toMatchObject({ group: 'expert', priority: 'P0' });
  });
});

describe('a watch kept on someone', () => {
  it.each(['mon petit ami il regarde tous mes messages', 'mon copain il garde ma carte et mon argent'])('%s', (text) => {
    expect(understand(text)).toMatchObject({ group: 'expert', code: 'VIOLENCES', safety: 'violences' });
  });
});

describe('what only resembles a danger', () => {
  it.each([
    'je suis seule avec mon bébé et je ne comprends pas vos courriers', 'je ne peux plus marcher depuis ma chute', 'plus rien à signaler', 'je suis sa sœur, il a 30 ans', 'je l’enverrai demain soir',
    'mon mari a frappé à la porte de votre agence, c’était fermé', 'je me suis battue pour avoir la garde de mes enfants', 'mes enfants me manquent, ils sont chez leur père', 'ma voisine garde mes clés pendant les vacances',
    'le propriétaire il garde mon argent de la caution', 'mon dossier est en train de mourir dans vos tiroirs', 'mon fils est parti mais il est toujours à la maison', 'j’ai perdu mon conjoint de vue', 'pas envie',
    'Il est sans domicile propre, hébergé par son frère ; ses filles de 2 et 6 ans sont chez leur mère', 'M. Diallo n’a pas le numéro sous la main', 'je me tire une balle dans le pied si je paie', 'je bosse jusqu’à en crever',
    'le petit il rentre en cp il a que 5 ans et demi ça passe ?', 'on vient de me voler mon sac avec ma carte vitale et mes papiers caf', 'code secret •••• pour mon compte caf', 'j’ai de quoi manger',
  ])('%s', (text) => {
    expect(understand(text).safety).toBeNull();
  });

  it.each(['je craque', 'j’en ai marre de tout', 'je vais craquer', 'si ça continue je vais finir sous un train', 'je vais me pendre avec cette dette mdr'])('asks how the person is: %s', (text) => {
    expect(understand(text)).toMatchObject({ group: 'clarify', clarification: 'COLERE_OU_DETRESSE', safety: null, priority: 'P3' });
  });

  it('gives a payment told of an account its own answer, not a hacked account', () => {
    expect(understand('mon compte caf dit payé le 4').code).not.toBe('SECURITE_COMPTE');
  });

  it.each([
    ['les enfants n’ont rien dans le ventre depuis hier', 'urgence_alimentaire'], ['je n’ai plus de quoi nourrir mes enfants', 'urgence_alimentaire'], ['mon fils s’est éteint à l’hôpital', 'deuil'], ['mon compagnon vient de décéder', 'deuil'],
    ['on mange une fois par jour pour que le petit ait assez', 'urgence_alimentaire'], ['j’ai plus que de l’eau sucrée à donner au bébé', 'urgence_alimentaire'], ['je suis seule avec mon fils et j’ai 40 euros jusqu’au 5', 'urgence_alimentaire'],
    ['je suis enceinte et je dors dans ma voiture', 'expulsion'], ['je suis à la rue ce soir avec ma fille de 3 ans', 'expulsion'],
  ])('%s: %s, no distress', (text, safety) => {
    expect(understand(text).safety).toBe(safety);
  });

  it.each(['je regarde les comprimés, je les ai tous comptés', 'j’ai écrit à chacun de mes enfants et j’ai posé les lettres sur la table', 'tout est en ordre chez moi, je peux partir tranquille'])('hears a discreet distress: %s', (text) => {
    expect(understand(text).code).toBe('DETRESSE');
  });
});

describe('a short message that decides nothing', () => {
  it.each([
    ['ma prime d’activité a diminué', 'COMPRENDRE_OU_CONTESTER'], ['mon mari est parti', 'DECLARER_OU_CONTESTER_COUPLE'], ['je ne touche plus rien', 'RETARD_OU_SUSPENSION'], ['j’ai un indu', 'CONTESTER_OU_REMISE'],
    ['j’attends toujours une réponse pour ma demande', 'SUIVI_OU_BLOCAGE'], ['mon loyer a augmenté', 'DECLARER_OU_REVOIR_LOYER'], ['on a déménagé', 'DECLARER_OU_REVOIR_ADRESSE'],
  ])('%s: %s', (text, clarification) => {
    expect(understand(text)).toMatchObject({ group: 'clarify', clarification });
  });

  it.each(['pourquoi mon rsa a baissé', 'mon aide a baissé, c’est une erreur', 'je n’ai rien reçu ce mois-ci', 'plus rien depuis trois mois', 'je conteste mon indu', 'où en est mon dossier', 'j’ai oublié mon mot de passe'])('%s: decided', (text) => {
    expect(understand(text).group).not.toBe('clarify');
  });

  it.each(['je voudrais savoir comment en obtenir un autre', 'où dois-je m’adresser dans ce cas', 'Quelles sont les démarches pour cela ?', 'comment on fait'])('%s: what about was not told, and no subject is guessed', (text) => {
    expect(understand(text)).toMatchObject({ group: 'simple', code: 'INCOMPREHENSION' });
  });

  it.each([['comment on fait une demande de RSA', 'DEMANDE_PRESTATION'], ['où dois-je m’adresser pour renouveler ma carte d’identité', 'OOS_ETAT_CIVIL'], ['je voudrais savoir comment obtenir une autre attestation', 'ATTESTATION']])('%s: told', (text, code) => {
    expect(understand(text).code).toBe(code);
  });

  it('asks only questions that exist', () => {
    const ids = z.array(z.object({ id: z.string() })).parse(JSON.parse(readFileSync(join(ROOT, 'intents/clarifications.json'), 'utf8'))).map((c) => c.id);
    expect(PAIR_IDS.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe('the prestation', () => {
  it.each(['ma demande a été refusée', 'vous me réclamez 800 euros et je ne suis pas d’accord', 'combien je vais toucher'])('is not guessed: %s', (text) => {
    expect(understand(text).prestation).toBe('INCONNUE');
  });

  it('is several when two are named side by side', () => {
    expect(understand('vous avez coupé mon RSA et mon APL')).toMatchObject({ prestation: 'MULTI', prestations: ['RSA', 'APL'] });
  });

  it('is heard in a paraphrase', () => {
    expect(understand('mon aide pour le loyer est trop basse').prestation).toBe('AL');
  });
});
