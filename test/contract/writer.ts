import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../src/stores/embedded';

/** Child process of embedded.test.ts: `writer.ts <dataDir> <name> <count>`. One number a line, after its write was acknowledged. */
async function main([dataDir = '', name = '', count = '0']: string[]): Promise<void> {
  const store = openEmbeddedStore({ dataDir });
  for (let n = 1; n <= Number(count); n += 1) {
    const id = `${name}${n}`;
    const bytes = Buffer.from(`contenu ${id}`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await store.appendActivity('c', id, { n }, true);
    await store.saveState(id, { n }, 0);
    await store.putFile({ id, conversation: 'c', personne: 'p', nom: id, typeMime: 'text/plain', octets: bytes.length, sha256, recuLe: '' }, bytes);
    writeSync(1, `${n}\n`);
  }
  await store.close();
}

void main(process.argv.slice(2));
