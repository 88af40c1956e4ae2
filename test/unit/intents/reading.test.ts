import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../../../src/domain/errors';
import { readExamples } from '../../../intents/data';
import { FeatureReader, usualFeatures } from '../../../intents/classifier/features';
import { learnVocabulary, USUAL_WEIGHING } from '../../../intents/classifier/vocabulary';
import { decode, encode } from '../../../intents/model';
import { trainBundle } from '../../../intents/training';
import { noisy } from '../../../intents/noise';
import { tokenize, windowsOf } from '../../../intents/normalize';
import { compilePattern, matchesOf } from '../../../intents/patterns';
import { soundsTogether, spelled } from '../../../intents/phonetics';
import { findPrestations } from '../../../intents/prestation';
import { isLaughing, safetySigns } from '../../../intents/safety';
import { buildLexicon, Speller } from '../../../intents/spelling';

const norms = (text: string): string[] => tokenize(text).map((t) => t.norm);
const heard = (text: string): { norm: string; repaired: string }[] => norms(text).map((norm) => ({ norm, repaired: norm }));

describe('tokenize', () => {
  it('expands sure abbreviations and keeps the words that turn a sentence round', () => {
    expect(norms('jai pas recu, pk ?')).toEqual(['j', 'ai', 'pas', 'recu', 'pourquoi']);
    expect(norms('c’est rien')).toEqual(['c', 'est', 'rien']);
    expect(norms('il me tape')).toEqual(['il', 'me', 'tape']);
  });

  it('gives offsets in the text as typed', () => {
    const text = 'L’Été, j’ai REÇU 90 €';
    expect(tokenize(text).map((t) => text.slice(t.start, t.end))).toEqual(['L', 'Été', 'j', 'ai', 'REÇU', '90', '€']);
  });

  it('cuts a long text without punctuation into overlapping windows', () => {
    const windows = windowsOf('mot '.repeat(60).trim(), 25, 12);
    expect(windows.length).toBeGreaterThan(2);
    expect(windows.at(-1)?.end).toBe(60 * 4 - 1);
  });
});

describe('Speller', () => {
  const speller = new Speller(buildLexicon(new Map([['attestation', 5], ['question', 9], ['loyer', 7], ['versement', 4]])));

  it.each([['atestation', 'attestation'], ['kestion', 'question'], ['loier', 'loyer'], ['versemant', 'versement'], ['piscine', 'piscine'], ['pas', 'pas']])('%s is %s', (said, meant) => {
    expect(speller.repair(said)).toBe(meant);
  });
});

describe('phonetics', () => {
  it.each([['rsa', 'erre est ca'], ['apl', 'a pe elle'], ['asf', 'a est ce f'], ['cmg', 'c est m g']])('%s is heard in "%s"', (sigle, words) => {
    expect(soundsTogether(words.split(' ')).replace(/^l/, '')).toBe(spelled(sigle));
  });
});

describe('findPrestations', () => {
  const usual = new Set(norms('l la les le a est ce page appel pelle prépare je touche ma mon de baisser on m baissé appeler fait un au téléphone site s affiche pas bien pour arrive air cave prime travail naissance bébé activité'));
  const found = (text: string): string[] => findPrestations(tokenize(text), { isKnown: (w) => usual.has(w), repair: (w) => w }).map((m) => m.code);

  it.each([
    ['on m’a baissé l’appel', ['APL']], ['j’ai fait un appel au téléphone', []], ['je touche la page pour mon bébé', ['PAJE_AB']], ['la page du site s’affiche pas', []], ['ma prime de naissance', ['PAJE_NAISSANCE']], ['a.p.l', ['APL']], ['mon a p l', ['APL']],
    ['lapl a baissé', ['APL']], ['l’air essa', ['RSA']], ['erre est ça', ['RSA']], ['la prime, je travail', ['PPA']], ['rsa majoré', ['RSA_MAJORE']], ['alocation de rentré scolaire', ['ARS']], ['r s a', ['RSA']],
    ['vous avez suspendu les a pé ailes', ['APL']], ['la a ha ache à taux plein', ['AAH']], ['on m’a refusé la aha', ['AAH']], ['droit à la deux e h', ['AEEH']], ['l’a j double p', ['AJPP']], ['prime dactiviter', ['PPA']], ['mon ede logement', ['AL']],
    ['le complément du mode de garde', ['CMG']], ['alloc pour enfant andicapé', ['AEEH']], ['le soutient familiale', ['ASF']], ['en mars', []], ['j’ai le droi', []], ['je prépare mon dossier', []],
    ['je vous appelle pour mon droit baissé', []], ['on m’a appelé et baissé', []], ['elle m’appelle pour le montant baissé', []], ['la prime de précarité, je travaille', []], ['la prime de mon activité', ['PPA']], ['mes allocations chômage', []], ['mes allocations', ['AF']],
  ])('"%s"', (text, codes) => {
    expect(found(text)).toEqual(codes);
  });
});

describe('patterns', () => {
  it('counts the words allowed between two', () => {
    const pattern = compilePattern('il ~1 tap*');
    expect(matchesOf(pattern, heard('il me tapait'))).toHaveLength(1);
    expect(matchesOf(pattern, heard('il ne me tape'))).toHaveLength(0);
  });
});

describe('safetySigns', () => {
  it.each([
    ['à quoi bon vivre', 'detresse'], ['je veux en finir avec tout ça', 'detresse'], ['je serai plus là pour rembourser', 'detresse'], ['il me tape', 'violences'], ['mon conjoint surveille mon téléphone', 'violences'], ['j’ai peur de rentrer', 'violences'],
    ['mon père nous tape', 'violences'], ['je vais tout casser à l’agence', 'menace'], ['je viens vous trouver', 'menace'], ['je vais me faire justice', 'menace'], ['on change la serrure lundi', 'expulsion'], ['j’ai pas mangé depuis deux jours', 'urgence_alimentaire'],
    ['plus de lait pour le bébé', 'urgence_alimentaire'], ['mon bébé est mort', 'deuil'],
    ['rendez mon aide ou je défonce le premier qui sort', 'menace'], ['mon mari ma frappe', 'violences'],
  ])('"%s" is a sign of %s', (text, drapeau) => {
    expect(safetySigns(heard(text)).map((s) => s.drapeau)).toContain(drapeau);
  });

  it.each(['je suis mort de rire', 'ce site me tue', 'je vais les tuer au prochain jeu', 'ma carte est morte', 'suicider mon budget', 'je veux en finir avec ce dossier', 'vous me tapez sur les nerfs', 'je n’arrive pas à joindre la caf', 'je vais péter un câble', 'j’ai peur de faire une bêtise dans ma déclaration', 'il a tapé trois fois le mauvais code', 'mon aide en a pris un coup', 'on est marqués en couple'])('"%s" is none', (text) => {
    expect(safetySigns(heard(text)).filter((s) => ['detresse', 'violences', 'menace', 'deuil'].includes(s.drapeau))).toEqual([]);
  });
});

describe('isLaughing', () => {
  it.each([['mdr je vais mourir', true], ['je rigole', true], ['je rigole pas', false], ['c’est pas une blague lol', false], ['je suis sérieux', false]])('« %s » : %s', (text, laughs) => {
    expect(isLaughing(text, heard(text))).toBe(laughs);
  });
});

describe('training', () => {
  const dir = mkdtempSync(join(tmpdir(), 'intents-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('names file and line of a wrong sentence', () => {
    writeFileSync(join(dir, 'CONTACT.jsonl'), '{"text":"où êtes-vous"}\n{"texte":"non"}\n');

    expect(() => readExamples(dir)).toThrow(CodedError);
    expect(() => readExamples(dir)).toThrow(/CONTACT\.jsonl:2/);
  });

  it('gives the same bytes twice, and reads them back', () => {
    const examples = ['où est votre agence', 'votre agence ferme à quelle heure', 'agence la plus proche'].flatMap((text, i) => [
      { text, code: 'CONTACT' as const, style: 'courant', prestation: 'AUCUNE' as const, flags: [], revision: null, second: null, scribe: "initial", fait: null, file: 'CONTACT' },
      { text: `mon loyer augmente de ${i} euros`, code: 'CHANGEMENT_LOYER' as const, style: 'courant', prestation: 'AL' as const, flags: [], revision: null, second: null, scribe: "initial", fait: null, file: 'CHANGEMENT_LOYER' },
    ]);

    const bytes = encode(trainBundle(examples, examples.slice(0, 50), 'essai', () => undefined));

    expect(encode(trainBundle(examples, examples.slice(0, 50), 'essai', () => undefined)).equals(bytes)).toBe(true);
    expect(decode(bytes)?.codes.labels).toEqual(['CHANGEMENT_LOYER', 'CONTACT']);
    expect(decode(Buffer.from('autre chose'))).toBeNull();
  });

  it('distorts a sentence always in the same way', () => {
    expect(noisy('pourquoi mon APL a baissé', 0)).toBe(noisy('pourquoi mon APL a baissé', 0));
  });

  it('brings each block of features to its own length', () => {
    const { x } = learnVocabulary([['mon', 'loyer'], ['mon', 'loyer']], new FeatureReader(usualFeatures('fr')), USUAL_WEIGHING);

    const squares = [...x.value.subarray(x.start[0], x.start[1])].reduce((total, v) => total + v * v, 0);

    const [chars, words, stems] = USUAL_WEIGHING.blocks as [number, number, number];
    expect(squares).toBeCloseTo(chars ** 2 + words ** 2 + stems ** 2, 4);
  });

  it('has sentences for every file it ships', () => {
    const data = join(__dirname, '../../../intents/data');
    expect(existsSync(data)).toBe(true);
    expect(readdirSync(data).filter((f) => f.endsWith('.jsonl')).every((f) => readFileSync(join(data, f), 'utf8').length > 0)).toBe(true);
  });
});
