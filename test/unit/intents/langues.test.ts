import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readExamples } from '../../../intents/data';
import { dangerEtranger, detectLangue } from '../../../intents/langues';
import { LANGUES, type Langue } from '../../../src/domain/codes';
import { processorMsOf } from '../../support/work';

const row = z.strictObject({ langue: z.enum(LANGUES), text: z.string() });
const rows = (file: string): z.infer<typeof row>[] => readFileSync(join(__dirname, file), 'utf8').trim().split('\n').map((line) => row.parse(JSON.parse(line)));
/** Written before the lists of words. */
const HELD_OUT = rows('langues.jsonl');
/** Written after them, on other subjects. */
const LATER = rows('langues-tenues.jsonl');

describe('detectLangue', () => {
  it.each([...LANGUES])('knows %s in what people write to the Caf', (langue) => {
    const own = HELD_OUT.filter((each) => each.langue === langue);

    expect(own.length).toBeGreaterThanOrEqual(40);
    expect(own.filter(({ text }) => detectLangue(text) === langue).length / own.length).toBeGreaterThanOrEqual(0.95);
  });

  it('knows most of what was written later on other subjects, and takes almost nothing for another language', () => {
    const found = LATER.map(({ langue, text }) => ({ langue, seen: detectLangue(text) }));

    expect(found.filter(({ langue, seen }) => seen === langue).length / found.length).toBeGreaterThanOrEqual(0.88);
    expect(found.filter(({ langue, seen }) => seen !== null && seen !== langue).length).toBeLessThanOrEqual(2);
  });

  it('takes no French sentence of the frozen part for another language, foreigners included', () => {
    const french = readExamples(join(__dirname, '../../frozen'));

    expect(french.length).toBeGreaterThan(3_000);
    expect(french.filter(({ text }) => detectLangue(text) !== null).map(({ text }) => text)).toEqual([]);
  });

  it.each([
    'le ticket de bus', 'mon job', 'ok thanks', 'hello', 'help', 'no problem', 'Thank you!', 'why not ?', 'thank you very much', 'bonjour, j’ai perdu mon job la semaine dernière', 'c koi le stop and go de la caf',
    'je m’appelle Ayşe Yılmaz', 'Ayşe Yılmaz', 'madame Öztürk Gönül', 'M. Łukasz Żak', 'João', 'j habite Straßburg', 'la carte de monsieur محمد ne marche pas',
    'jsuis a la rue ac mes enfan', 'slt jvx savoir pk jai pa recu lapl', '', '   ', '12345', '???', '😀',
  ])('leaves %j French', (text) => {
    expect(detectLangue(text)).toBeNull();
  });

  it.each([
    ['I need help', 'en'], ['hello can you help me', 'en'], ['hola buenos dias', 'es'], ['bom dia preciso de ajuda', 'pt'], ['merhaba yardım', 'tr'],
    ['buna ziua', 'ro'], ['HABLO ESPAÑOL NECESITO AYUDA', 'es'], ['я не розумію', 'uk'], ['помогите', 'ru'], ['مرحبا', 'ar'], ['你好', 'zh'],
  ] satisfies [string, Langue][])('knows the short %j', (text, langue) => {
    expect(detectLangue(text)).toBe(langue);
  });

  it.each([['Persian', 'من به کمک نیاز دارم چگونه'], ['Urdu', 'مجھے مدد چاہیے'], ['Japanese', '私はお金がありません']])('says nothing of %s, which shares a script', (_name, text) => {
    expect(detectLangue(text)).toBeNull();
  });

  it('is bounded on a very long message', () => {
    const long = 'hello my money did not come 我没有钱 اريد '.repeat(300);

    expect(processorMsOf(() => { for (let i = 0; i < 50; i++) detectLangue(long); })).toBeLessThan(500);
  });
});

describe('dangerEtranger', () => {
  it.each([
    ['I want to die', 'en', 'detresse'], ['i am going to kill myself tonight', 'en', 'detresse'], ['my husband hits me every day', 'en', 'violences'], ['I will come with a gun', 'en', 'menace'],
    ['quiero matarme', 'es', 'detresse'], ['mi marido me pega', 'es', 'violences'], ['quero morrer', 'pt', 'detresse'], ['o meu marido bate em mim, ele bate me', 'pt', 'violences'],
    ['voglio morire', 'it', 'detresse'], ['mio marito mi picchia', 'it', 'violences'], ['ich will nicht mehr leben', 'de', 'detresse'], ['mein Mann schlägt mich', 'de', 'violences'],
    ['ölmek istiyorum', 'tr', 'detresse'], ['kocam beni dövüyor', 'tr', 'violences'], ['vreau să mor', 'ro', 'detresse'], ['soțul mă bate', 'ro', 'violences'],
    ['chcę umrzeć', 'pl', 'detresse'], ['mąż mnie bije', 'pl', 'violences'], ['أريد أن أموت', 'ar', 'detresse'], ['زوجي يضربني', 'ar', 'violences'],
    ['я хочу умереть', 'ru', 'detresse'], ['муж бьёт меня', 'ru', 'violences'], ['я не хочу жити', 'uk', 'detresse'], ['чоловік б’є мене', 'uk', 'violences'],
    ['我想死', 'zh', 'detresse'], ['我老公打我', 'zh', 'violences'],
  ])('hears danger in %j', (text, langue, safety) => {
    expect(dangerEtranger(text)).toMatchObject({ langue, safety });
  });

  it('hears none in requests without danger, foreign or French', () => {
    const calm = [...HELD_OUT, ...LATER, ...readExamples(join(__dirname, '../../frozen'))];

    expect(calm.filter(({ text }) => dangerEtranger(text) !== null).map(({ text }) => text)).toEqual([]);
  });
});
