import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { openEmbeddedStore } from '../../src/stores/embedded';
import { memoryCoefficients } from '../support/memory-coefficients';
import { CHANGE, PLUS_10, coefficientsContract } from './coefficients-contract';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'aiguillage-coefficients-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

coefficientsContract('memory', (work) => work(memoryCoefficients()));
coefficientsContract('embedded', async (work) => {
  const store = openEmbeddedStore({ dataDir: dir });
  await work(store).finally(() => store.close());
});

describe('the embedded journal of coefficients', () => {
  it('survives a restart, and SQLite itself refuses to change or delete a line', async () => {
    const first = openEmbeddedStore({ dataDir: dir });
    await first.setCoefficients(PLUS_10, CHANGE, 0);
    await first.close();
    const db = new Database(join(dir, 'aiguillage.db'));

    expect(() => db.exec("UPDATE coefficients SET qui = 'personne'")).toThrow(/append-only/);
    expect(() => db.exec('DELETE FROM coefficients')).toThrow(/append-only/);
    db.close();

    const again = openEmbeddedStore({ dataDir: dir });
    await expect(again.coefficients()).resolves.toEqual({ coefficients: PLUS_10, version: 1 });
    await again.close();
  });

  it('says so once closed, and writes no record that it could not read', async () => {
    const store = openEmbeddedStore({ dataDir: dir });
    await expect(store.setCoefficients({ charge: { HABITAT: { pct: 900, raison: 'trop' } }, periodes: [] }, CHANGE, 0)).rejects.toThrow();
    await expect(store.coefficients()).resolves.toMatchObject({ version: 0 });
    await store.close();

    await expect(store.coefficients()).rejects.toMatchObject({ code: 'STOCKAGE_INDISPONIBLE' });
  });
});
