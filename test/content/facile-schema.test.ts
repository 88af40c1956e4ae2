import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { facileSchema } from '../../dialogs/contenu';
import { loadContent } from '../../src/content';

const ROOT = join(__dirname, '..', '..');
const contenu = loadContent();
const entry = { theme: 'argent', question: 'Quand la Caf me paie ?', texte: 'La Caf paie le 5.' };

describe('intents/answers/facile.json', () => {
  it('rewrites only answers and safety texts that exist', () => {
    const known = [...Object.keys(contenu.reponses), ...Object.keys(contenu.surete)];

    expect(Object.keys(contenu.facile).filter((key) => !known.includes(key))).toEqual([]);
  });

  it('uses only placeholders that can be filled', () => {
    const names = Object.values(contenu.facile).flatMap(({ texte, prestations }) => [texte, ...Object.values(prestations ?? {})]).flatMap((text) => [...text.matchAll(/\{([^}]*)\}/g)].map((m) => m[1] ?? ''));

    expect(names.filter((name) => name !== 'prochainPaiement' && !contenu.numeros[name.replace(/^numero:/, '')])).toEqual([]);
  });

  it.each([
    ['an unknown theme', { ...entry, theme: 'divers' }], ['an unknown field', { ...entry, oral: 'x' }], ['no question', { ...entry, question: '' }], ['an unknown prestation', { ...entry, prestations: { XYZ: 'x' } }],
  ])('refuses %s', (_, wrong) => {
    expect(facileSchema.safeParse({ PAIEMENT_DATE: entry }).success).toBe(true);
    expect(facileSchema.safeParse({ PAIEMENT_DATE: wrong }).success).toBe(false);
  });
});

describe('the page /facile', () => {
  const pageOn = (today: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '-e', `import { facilePage } from './src/web/facile-page.mjs'; process.stdout.write(facilePage(process.cwd(), '${today}'));`], { cwd: ROOT, encoding: 'utf8' });
  const answers = (page: string): number => page.split('<details>').length - 1;

  const rentree = (page: string): number => page.split('Pour l’allocation de rentrée').length - 1;

  it('leaves out what is to be reviewed, a prestation before its whole answer', () => {
    const [today, spring, later] = ['2026-11-26', '2027-06-01', '2099-01-01'].map(pageOn);

    expect([today, spring, later].map((page) => page?.includes('Quand la Caf me paie'))).toEqual([true, true, false]);
    expect(rentree(spring ?? '')).toBeLessThan(rentree(today ?? ''));
    expect(answers(later ?? '')).toBe(0);
  });

  it('keeps the emergency numbers whatever the day', () => {
    expect(pageOn('2099-01-01')).toMatch(/tel:112[\s\S]*sms:114[\s\S]*tel:3114/);
  });

  it('does not show in its list a number of level C', () => {
    const list = /<ul class="numeros">([\s\S]*?)<\/ul>/.exec(pageOn('2026-11-26'))?.[1] ?? '';
    const shown = [...list.matchAll(/(?:tel|sms):(\d+)/g)].map((m) => m[1] ?? '');

    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((id) => contenu.numeros[id]?.niveau === 'C')).toEqual([]);
  });
});
