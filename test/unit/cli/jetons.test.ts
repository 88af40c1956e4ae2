import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const dataDir = mkdtempSync(join(tmpdir(), 'aiguillage-jetons-'));

type Said = { status: number; out: string; err: string };

function jetons(...args: string[]): Said {
  try {
    return { status: 0, out: execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/jetons.ts', ...args, '--data-dir', dataDir], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } }), err: '' };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { status, out: stdout, err: stderr };
  }
}

describe('npm run jetons', () => {
  it('shows a token once, lists it without it, revokes it once', () => {
    const made = jetons('creer', '--nom', 'MSAP de Lens', '--portees', 'triage,dossiers:lire', '--jours', '30');
    const [said = '', token = ''] = made.out.trim().split('\n');
    const id = /Jeton (\w+) créé pour « MSAP de Lens »/.exec(said)?.[1] ?? '';
    const listed = jetons('lister').out;

    expect(token).toMatch(/^aig_[\w-]{44}$/);
    expect(listed).toMatch(new RegExp(`^${id}  MSAP de Lens  \\[triage,dossiers:lire\\]  valable jusqu’au \\d{4}-\\d\\d-\\d\\d  dernier usage : jamais`));
    expect(listed).not.toContain(token.slice(4, 20));
    expect(jetons('revoquer', id)).toMatchObject({ status: 0, out: expect.stringContaining('révoqué') });
    expect(jetons('lister').out).toContain('révoqué le');
    expect(jetons('revoquer', id)).toMatchObject({ status: 1, err: expect.stringContaining('Aucun jeton') });
  });

  it.each([
    [['creer', '--portees', 'triage'], '--nom'], [['creer', '--nom', 'x', '--portees', 'tout'], '--portees'], [['creer', '--nom', 'x'], '--portees'],
    [['creer', '--nom', 'x', '--portees', 'triage', '--jours', '0'], '--jours'], [['creer', '--nom', 'x', '--portees', 'triage', '--jours', '5000'], '--jours'], [['donner'], 'Commandes :'], [['lister', '--tout'], 'Option inconnue'],
  ])('%j is refused in a line that says what is expected', (args, said) => {
    expect(jetons(...args)).toMatchObject({ status: 1, out: '', err: expect.stringContaining(said) });
  });
});
