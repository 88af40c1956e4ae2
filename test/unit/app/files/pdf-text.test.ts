import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachFiles, monthsNote, receivedText } from '../../../../dialogs/questions/pieces';
import { etatInitial, nouveauBrouillon, type Etat } from '../../../../dialogs/state';
import { readPdfText } from '../../../../src/app/files/pdf-text';
import { receiveFile } from '../../../../src/app/receive-file';
import { readingOf } from '../../../../src/domain/file-reading';
import { missingMonths } from '../../../../src/domain/pieces';
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
    expect(readingOf('Quittance de loyer\nfait le 1er août 2026, entré le 03/04/2020, valable jusqu’au 31/12/2027', '2026-11-23')).toEqual({ pieces: expect.arrayContaining(['D-QUITT3']), date: '2026-08-01', mois: [], deposee: '2026-11-23' });
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

describe('months that a document covers', () => {
  it.each([
    ['Quittance de loyer – mois d’octobre 2026, payée le 28 octobre 2026', ['2026-10']],
    ['Bulletin de paie. Période : 09/2026. Date : 30/09/2026', ['2026-09']],
    ['Quittance du 01/10/2026 au 31/10/2026', ['2026-10']],
    ['Loyers d’août 2026 et de septembre 2026', ['2026-08', '2026-09']],
    ['du 1/8/2026 au 31/10/2026', ['2026-08', '2026-09', '2026-10']],
    ['bail du 01/01/2024 au 31/12/2026', []],
    ['fait le 1er août 2026', []],
    ['échéance décembre 2026', []],
    ['13/2026', []],
  ])('%s → %j', (text, mois) => {
    expect(readingOf(text, '2026-11-23').mois).toEqual(mois);
  });
});

describe('months missing (DOSSIER §5.1)', () => {
  it.each([
    ['D-QUITT3', ['2026-08', '2026-09', '2026-10'], []],
    ['D-QUITT3', ['2026-07', '2026-08', '2026-09'], []],
    ['D-QUITT3', ['2026-10'], ['2026-08', '2026-09']],
    ['D-QUITT3', ['2026-08', '2026-10'], ['2026-09']],
    ['D-RESS', ['2026-06', '2026-09'], ['2026-07', '2026-08']],
    ['D-RESS', ['2019-01', '2026-09'], []],
    ['D-RESS', ['2026-09'], []],
    ['D-BAIL', ['2026-01', '2026-10'], []],
  ])('%s with %j: %j', (code, read, missing) => {
    expect(missingMonths(code, read, '2026-11-23')).toEqual(missing);
  });
});

describe('what the person hears', () => {
  const fichier = (date: string | null, pieces: string[] = ['D-DOM']) => ({ id: 'f', nom: 'scan.pdf', typeMime: 'application/pdf', octets: 1, sha256: 'a', lecture: { pieces, date, mois: [], deposee: '2026-11-23' } });
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

  it('which months of rent are missing, told once the receipt was read; a photo among them, nothing', () => {
    const asked: Etat = { ...etat, brouillon: { ...nouveauBrouillon(1, NOW), pieces: [piece('D-QUITT3')] } };
    const receipt = (id: string, mois: string[]) => ({ ...fichier(null, ['D-QUITT3']), id, sha256: id, lecture: { pieces: ['D-QUITT3'], date: null, mois, deposee: '2026-11-23' } });
    const { etat: one } = attachFiles(asked, [receipt('a', ['2026-10'])]);
    expect(monthsNote(one, 'D-QUITT3').map(({ texte }) => texte)).toEqual([expect.stringContaining('août 2026 et septembre 2026')]);

    const { etat: all } = attachFiles(one, [receipt('b', ['2026-08']), receipt('c', ['2026-09'])]);
    expect(monthsNote(all, 'D-QUITT3')).toEqual([]);

    const { lecture, ...photo } = receipt('d', []);
    expect(monthsNote(attachFiles(one, [{ ...photo, nom: 'quittance.jpg' }]).etat, 'D-QUITT3')).toEqual([]);
  });

  it('the file goes to the piece that its heading names; two named, the person is asked', () => {
    expect(attachFiles(etat, [fichier(null)]).classes).toMatchObject([{ code: 'D-DOM' }]);
    expect(attachFiles(etat, [fichier(null, ['D-BAIL', 'D-DOM'])]).classes).toEqual([]);
  });
});
