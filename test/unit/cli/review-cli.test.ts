import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExamples } from '../../../intents/data';
import type { ReviewEntry } from '../../../src/domain/review';
import { openEmbeddedStore } from '../../../src/stores/embedded';

const ROOT = join(__dirname, '..', '..', '..');
const TODAY = new Date().toISOString().slice(0, 10);

let dir: string;
let phrases: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'revue-'));
  phrases = mkdtempSync(join(tmpdir(), 'phrases-'));
  for (const file of ['DTR', 'ATTESTATION', 'DETRESSE']) copyFileSync(join(ROOT, 'intents', 'data', `${file}.jsonl`), join(phrases, `${file}.jsonl`));
});
afterEach(() => [dir, phrases].forEach((path) => rmSync(path, { recursive: true, force: true })));

const entry = (id: string, texte: string, rest: Partial<ReviewEntry> = {}): ReviewEntry => ({
  id, texte, conversation: 'c', canal: 'web', jour: TODAY, raison: 'pas-ma-question', code: 'QUOTIENT_FAMILIAL', groupe: 'simple', confiance: 0.6, alternatives: [], prestations: [], codeChoisi: null, ...rest,
});

async function keep(...entries: ReviewEntry[]): Promise<void> {
  const store = openEmbeddedStore({ dataDir: dir });
  for (const one of entries) await store.putReview(one, '2020-01-01');
  await store.close();
}

async function left(): Promise<string[]> {
  const store = openEmbeddedStore({ dataDir: dir });
  const ids = (await store.listReviews('2020-01-01')).map(({ id }) => id);
  await store.close();
  return ids;
}

function run(args: readonly string[], typed: readonly string[] = []): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/review.ts', '--data-dir', dir, '--phrases', phrases, ...args], { cwd: ROOT, input: typed.map((line) => `${line}\n`).join(''), encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const taught = () => readExamples(phrases).filter(({ scribe }) => scribe === 'relecture');

const PAPIER = entry('r1', 'je dois vous sortir quel papier pour la cantine au juste', { alternatives: [{ code: 'ATTESTATION', confidence: 0.3 }], confiance: 0.4 });
const TRIMESTRE = entry('r2', 'le truc des trois mois j ai zappé celui de [date] svp', { canal: 'ivr', prestations: ['RSA'], code: 'DTR', confiance: 0.5 });

describe('npm run review', () => {
  it('says so when there is nothing to read', () => {
    expect(run([])).toMatchObject({ code: 0, out: expect.stringContaining('Aucun message à relire') });
  });

  it('turns what is accepted into training sentences, and deletes what is settled', async () => {
    await keep(PAPIER, TRIMESTRE);

    const { out } = run([], ['? papier', 'QQQ', 'ATT', 'dtr']);

    expect(out).toContain('1 message vers ATTESTATION');
    expect(out).toContain('Code inconnu : « QQQ »');
    expect(out).toContain('Le modèle sera réappris');
    expect(taught()).toMatchObject([
      { text: PAPIER.texte, code: 'ATTESTATION', prestation: 'AUCUNE', style: expect.stringMatching(/courant|fautes/) },
      { text: 'le truc des trois mois j ai zappé celui de svp', code: 'DTR', prestation: 'RSA', style: 'oral' },
    ]);
    expect(await left()).toEqual([]);
  });

  it('keeps what was decided before the end of the input, and leaves the rest', async () => {
    await keep(PAPIER, TRIMESTRE);

    const { out } = run([], ['x']);

    expect(out).toContain('0 ajoutée(s) aux phrases, 1 jeté(s), 0 refusé(s). Il reste 1 message à relire.');
    expect(await left()).toHaveLength(1);
  });

  it('groups near-alike messages, five at most at a time, and takes some of them', async () => {
    await keep(...Array.from({ length: 7 }, (_, i) => entry(`r${i}`, `je dois sortir quel papier pour la cantine numero ${i + 1}`)), entry('s', 'aspirateur tondeuse girafe'));

    const { out } = run([], ['1 3 x', 'x', 'p']);

    expect(out).toContain('Groupe 1 sur 2 · 7 messages');
    expect(out).toContain('encore 2 messages dans ce groupe');
    expect(out).toContain('2 messages : jeté(s)');
    expect(out).toContain('5 messages : jeté(s)');
    expect(await left()).toEqual(['s']);
  });

  it('refuses a sentence that is known or still personal, with the reason', async () => {
    const [known] = readExamples(phrases).filter(({ code }) => code === 'DTR');
    const [frozen] = readExamples(join(ROOT, 'test', 'frozen')).filter(({ text }) => text.length > 40);
    await keep(entry('r1', known?.text ?? ''), entry('r2', frozen?.text ?? ''), entry('r3', 'appelez le 06 12 34 56 78 pour ma déclaration'), entry('r4', '[nom] [e-mail]'));

    const { out } = run([], ['DTR', 'DTR', 'DTR', 'DTR']);

    expect(out.match(/déjà dans les phrases/g)).toHaveLength(2);
    expect(out).toContain('quelque chose de personnel y reste');
    expect(out).toContain('il ne reste presque rien');
    expect(taught()).toEqual([]);
    expect(await left()).toEqual(['r3', 'r4']);
  });

  it('writes and deletes nothing when it only tries', async () => {
    await keep(PAPIER);

    const { out } = run(['--dry-run'], ['ATTESTATION']);

    expect(out).toContain('Essai : rien n’a été écrit ni effacé');
    expect(taught()).toEqual([]);
    expect(await left()).toEqual(['r1']);
  });

  it('goes through a spreadsheet and back, in UTF-8 or in the letters of Windows', async () => {
    await keep(PAPIER, entry('r3', 'où télécharger le papier de « l’été » déjà donné'));
    const csv = join(dir, 'relire.csv');
    expect(run(['--csv', csv]).out).toContain('2 messages dans');
    expect(run(['--csv', csv])).toMatchObject({ code: 1, err: expect.stringContaining('existe déjà') });

    const filled = readFileSync(csv, 'utf8').replace(/;(\r\n)(?!$)/g, (whole, end: string, at: number) => (at < 120 ? whole : `;ATTESTATION${end}`)).replace(/;\r\n$/, ';ATTESTATION\r\n').replace('\uFEFF', '');
    writeFileSync(csv, Buffer.from(filled.replaceAll('’', '\x92'), 'latin1'));
    const { out, err } = run(['--import', csv]);

    expect(err).toBe('');
    expect(out).toContain('2 ajoutée(s)');
    expect(taught().map(({ text }) => text).sort()).toEqual([PAPIER.texte, 'où télécharger le papier de « l’été » déjà donné']);
    expect(await left()).toEqual([]);
  });

  it('takes all of a spreadsheet or nothing', async () => {
    await keep(PAPIER, TRIMESTRE);
    const csv = join(dir, 'faux.csv');
    writeFileSync(csv, `id;texte;code_juste\nr1;${PAPIER.texte};ATTESTATION\nr2;autre chose;DTR\n`);

    expect(run(['--import', csv])).toMatchObject({ code: 1, err: expect.stringMatching(/RELECTURE_INVALIDE: ligne 3 : le texte/) });
    expect(taught()).toEqual([]);
    expect(await left()).toEqual(['r1', 'r2']);
  });

  it('counts by reason, code and day', async () => {
    await keep(PAPIER, TRIMESTRE);

    expect(run(['--stats']).out).toMatch(/2 messages[\s\S]*2 {2}« ce n’est pas ma question »[\s\S]*1 {2}QUOTIENT_FAMILIAL \(quotient familial\)[\s\S]*2 {2}\d{4}-/);
  });

  it('reads nothing older than the days kept', async () => {
    await keep(entry('r1', 'vieux message', { jour: '2020-02-02' }));

    expect(run([]).out).toContain('Aucun message');
    expect(await left()).toEqual([]);
  });

  it('makes no folder that does not exist, and takes one mode at a time', () => {
    const absent = join(dir, 'absent');

    expect(run(['--data-dir', absent])).toMatchObject({ code: 1, err: expect.stringContaining('n’existe pas') });
    expect(existsSync(absent)).toBe(false);
    expect(run(['--stats', '--csv', 'x'])).toMatchObject({ code: 1 });
    expect(readdirSync(phrases)).toHaveLength(3);
  });
});
