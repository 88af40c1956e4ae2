import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sha256Hex } from '../../../src/ops/hash';
import { pack, unpack } from '../../../src/stores/redis/packing';

const MESSAGE = {
  type: 'message', id: 'kF3x|m1', text: 'bonjour, mon rsa n’est pas arrivé', locale: 'fr-FR', timestamp: '2026-11-26T08:50:01.128Z', channelId: 'directline', serviceUrl: 'urn:aiguillage:direct-line',
  conversation: { id: 'kF3x', isGroup: false, name: '', conversationType: 'personal' }, from: { id: 'dl_1', name: '', role: 'user' }, recipient: { id: 'aiguillage', name: 'Aiguillage', role: 'bot' },
};

describe('packing', () => {
  it('gives back any value, near some words or not', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.string(), (value, near) => {
      expect(unpack(pack(value, near), near)).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('makes a usual message four times smaller at least', () => {
    expect(JSON.stringify(MESSAGE).length / pack(MESSAGE, 'kF3x').length).toBeGreaterThan(4);
  });

  it('keeps the dictionary with which records were written: another one goes beside it', () => {
    expect(sha256Hex(readFileSync(join(__dirname, '../../../src/stores/redis/dictionary-1.txt')))).toBe('57b07d167e5fde42475a7dea14d33eff69cf648505f8cf91492e0fb0baecc4fd');
  });

  it('still reads a record of its first version, and one that is not packed', () => {
    expect(unpack(Buffer.from('AcMVtiC5mlxQTEFDOAnSANYBN6CKihNRBunBjXrw+B/REWBhZWpgZWCoZ2hkQcu4APmDmvEBChGaRQgA', 'base64'), 'kF3x')).toEqual(MESSAGE);
    expect(unpack(Buffer.from('{"a":1}'))).toEqual({ a: 1 });
  });

  it.each([Buffer.from([1, 2, 3]), Buffer.from('{'), Buffer.alloc(0)])('says so when a record cannot be read', (blob) => {
    expect(() => unpack(blob)).toThrow(expect.objectContaining({ code: 'ETAT_ILLISIBLE' }));
  });
});
