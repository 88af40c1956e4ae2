import fc from 'fast-check';
import { fromCsv, parseCsv, toCsv } from '../../../src/cli/review-csv';
import type { ReviewEntry } from '../../../src/domain/review';

const entry = (id: string, texte: string, rest: Partial<ReviewEntry> = {}): ReviewEntry => ({
  id, texte, conversation: 'c', canal: 'web', jour: '2026-11-23', raison: 'incertain', code: 'DTR', groupe: 'simple', confiance: 0.421, alternatives: [{ code: 'ATTESTATION', confidence: 0.2 }],
  prestations: [], codeChoisi: null, ...rest,
});
const sens = (): string => 'sens';

/** What a spreadsheet does: reads the cells, writes a code in the last one, gives quoted cells back. */
function filled(csv: string, codes: readonly string[]): string {
  const [header, ...rows] = parseCsv(csv).map(({ cells }) => cells);
  const done = rows.map((cells, i) => [...cells.slice(0, -1), codes[i] ?? '']);
  return [header ?? [], ...done].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n');
}

describe('the spreadsheet of messages to review', () => {
  it('opens in a French spreadsheet: mark, semicolons, decimal comma', () => {
    const csv = toCsv([entry('r1', 'où est ma prime ?')], sens);

    expect(csv.startsWith('\uFEFFid;texte;compris;')).toBe(true);
    expect(csv).toContain('\r\nr1;où est ma prime ?;DTR;sens;0,42;ATTESTATION 0,20;;tri peu sûr;web;2026-11-23;\r\n');
  });

  it.each(['=1+1', '+33', '-5 euros', '@moi', '  =cmd|’ /C calc’!A0'])('makes "%s" harmless', (texte) => {
    const cell = parseCsv(toCsv([entry('r1', texte)], sens))[1]?.cells[1];

    expect(cell).toBe(`'${texte}`);
  });

  it('reads back what was decided, and leaves the rest', () => {
    const entries = [entry('r1', 'a b'), entry('r2', 'c "d"; e'), entry('r3', '=f')];

    const decisions = fromCsv(filled(toCsv(entries, sens), ['', 'attestation', 'x']), entries);

    expect(decisions).toEqual([{ entry: entries[1], code: 'ATTESTATION' }, { entry: entries[2], code: 'x' }]);
  });

  it('reads back any text', () => {
    const text = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[=+@;"' a\n\r-]{1,8}$/)).map((t) => t.replace(/\s+/g, ' ').trim()).filter((t) => t !== '');
    fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const entries = texts.map((texte, i) => entry(`r${i}`, texte));

      expect(fromCsv(filled(toCsv(entries, sens), texts.map(() => 'DTR')), entries)).toEqual(entries.map((e) => ({ entry: e, code: 'DTR' })));
    }));
  });

  it.each([
    ['an unknown code', 'id;texte;code_juste\nr1;a b;DTR\nr2;c d;DTRR\n', /ligne 3 : code inconnu « DTRR »/],
    ['a changed text', 'id;texte;code_juste\nr1;a c;DTR\n', /ligne 2 : le texte/],
    ['an unknown message', 'id;texte;code_juste\n\nr9;a b;DTR\n', /ligne 3 : ce message n’est plus/],
    ['a message given twice', 'id;texte;code_juste\nr1;a b;DTR\nr1;a b;x\n', /ligne 3 : ce message est déjà/],
    ['an open quote', 'id;texte;code_juste\nr1;"a b;DTR\n', /ligne 2 : un guillemet/],
    ['text after a quote', 'id;texte;code_juste\nr1;"a" b;DTR\n', /ligne 2 : un guillemet/],
    ['a missing column', 'id;texte\nr1;a b\n', /ligne 1 : il manque la colonne code_juste/],
    ['commas instead of semicolons', 'id,texte,code_juste\nr1,a b,DTR\n', /ligne 1 : il manque la colonne id/],
    ['an empty file', '', /ligne 1 : il manque/],
  ])('refuses %s, naming the line', (_, csv, said) => {
    const read = (): unknown => fromCsv(csv, [entry('r1', 'a b'), entry('r2', 'c d')]);

    expect(read).toThrow(expect.objectContaining({ code: 'RELECTURE_INVALIDE' }));
    expect(read).toThrow(said);
  });

  it('takes columns in any order, other columns, and rows that nobody filled', () => {
    const entries = [entry('r1', 'a b')];

    expect(fromCsv('code_juste;note;texte;id\nDTR;vu;a b;r1\n;;effacé;r8', entries)).toEqual([{ entry: entries[0], code: 'DTR' }]);
  });
});
