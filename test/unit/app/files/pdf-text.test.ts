import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachFiles, receivedText } from '../../../../dialogs/questions/pieces';
import { etatInitial, nouveauBrouillon, type Etat } from '../../../../dialogs/state';
import { readPdfText } from '../../../../src/app/files/pdf-text';
import { receiveFile } from '../../../../src/app/receive-file';
import { readingOf } from '../../../../src/domain/file-reading';
import { randomId } from '../../../../src/ops/ids';
import { silentLogger } from '../../../../src/ops/log';
import { openEmbeddedStore } from '../../../../src/stores/embedded';
import { jpeg, pdf } from '../../../support/files';

const NOW = new Date('2026-11-23T10:00:00+01:00');
const FACTURE = pdf({ pages: [['JUSTIFICATIF DE DOMICILE', 'Facture du 12 mai 2026', 'Contrat ouvert le 01/02/2019']] });

describe('the text of a PDF', () => {
  it('is read, page after page', async () => {
    expect(await readPdfText()(pdf({ pages: [['QUITTANCE DE LOYER'], ['Fait le 3 juillet 2026']] }))).toMatch(/QUITTANCE DE LOYER\s+Fait le 3 juillet 2026/);
  });

  it('is null when there is none, when the file is broken, when it takes too long', async () => {
    expect(await readPdfText()(pdf({ pages: [[]] }))).toBeNull();
    expect(await readPdfText()(Buffer.from('%PDF-1.4 x'))).toBeNull();
    expect(await readPdfText(1)(FACTURE)).toBeNull();
  });
});

describe('what it suggests', () => {
  it('names the piece of its heading and its most recent day, not one after the deposit', () => {
    expect(readingOf('Quittance de loyer\nfait le 1er août 2026, entré le 03/04/2020, valable jusqu’au 31/12/2027', '2026-11-23')).toEqual({ pieces: expect.arrayContaining(['D-QUITT3']), date: '2026-08-01', deposee: '2026-11-23' });
    expect(readingOf(`Contrat de location ${'x '.repeat(200)} quittance`, '2026-11-23').pieces).not.toContain('D-QUITT3');
  });

  it.each(['le 31/02/2026', 'le 45/12/2026', '12/13/2026', 'le 3 juillet 1850', 'né le 12/05/20261'])('no day in “%s”', (text) => {
    expect(readingOf(text, '2026-11-23').date).toBeNull();
  });

  it('is kept with the file, without its words; a photo has none; a reading that fails refuses nothing', async () => {
    const store = openEmbeddedStore({ dataDir: mkdtempSync(join(tmpdir(), 'lecture-')) });
    const deps = { store, now: () => NOW, newId: randomId, maxOctets: 1_000_000, log: silentLogger };
    const send = (octets: Uint8Array, readText = readPdfText()) => receiveFile({ conversation: 'c', personne: 'p', nom: 'scan.pdf', octets }, { ...deps, rules: { readText } });

    expect(await send(FACTURE)).toMatchObject({ ok: true, fichier: { lecture: { pieces: expect.arrayContaining(['D-DOM']), date: '2026-05-12', deposee: '2026-11-23' } } });
    expect(await send(jpeg())).toMatchObject({ ok: true, fichier: expect.not.objectContaining({ lecture: expect.anything() }) });
    expect(await send(FACTURE, async () => null)).toMatchObject({ ok: true });
    await store.close();
  });
});

describe('what the person hears', () => {
  const fichier = (date: string | null, pieces: string[] = ['D-DOM']) => ({ id: 'f', nom: 'scan.pdf', typeMime: 'application/pdf', octets: 1, sha256: 'a', lecture: { pieces, date, deposee: '2026-11-23' } });
  const piece = (code: string) => ({ code, libelle: code, necessite: 'obligatoire' as const, aide: '', situation: null, equivalents: [], statut: null, fichiers: [] });
  const etat: Etat = { ...etatInitial(NOW), brouillon: { ...nouveauBrouillon(1, NOW), pieces: [piece('D-BAIL'), piece('D-DOM')] } };

  it.each([['2026-08-22', true], ['2026-08-23', false], ['2026-11-23', false], [null, false]])('a proof of address whose last date is %s: a word about its age: %s', (date, told) => {
    const { texte } = receivedText(fichier(date), 'D-DOM', 'Justificatif de domicile');

    expect(texte).toContain('Reçu : scan.pdf, noté comme « Justificatif de domicile »');
    expect(texte.includes('moins de 3 mois')).toBe(told);
  });

  it('nothing about age for a piece that has no age limit', () => {
    expect(receivedText(fichier('2001-01-01'), 'D-BAIL', 'Bail').texte).toBe('Reçu : scan.pdf, noté comme « Bail ».');
  });

  it('the file goes to the piece that its heading names; two named, the person is asked', () => {
    expect(attachFiles(etat, [fichier(null)]).classes).toMatchObject([{ code: 'D-DOM' }]);
    expect(attachFiles(etat, [fichier(null, ['D-BAIL', 'D-DOM'])]).classes).toEqual([]);
  });
});
