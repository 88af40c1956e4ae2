import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fr from '../../dialogs/textes/fr.json';
import { texte } from '../../dialogs/textes';

const ROOT = join(__dirname, '..', '..');
const sources = filesUnder(join(ROOT, 'dialogs')).filter((path) => path.endsWith('.ts')).map((path) => readFileSync(path, 'utf8')).join('\n');

type Entry = string | { texte: string; oral: string };
const entries = Object.entries(fr as Record<string, Entry>);
const forms = (entry: Entry): string[] => (typeof entry === 'string' ? [entry] : [entry.texte, entry.oral]);

describe('texts of the dialogs', () => {
  it('are all said somewhere', () => {
    const families = [...sources.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)].map((m) => m[1] ?? '');

    const unused = entries.map(([id]) => id).filter((id) => !sources.includes(`'${id}'`) && !families.some((family) => id.startsWith(family)));

    expect(unused).toEqual([]);
  });

  it('have balanced placeholders, with the same or fewer in the spoken form', () => {
    const names = (text: string): string[] => [...text.matchAll(/\{([^}]*)\}/g)].map((m) => m[1] ?? '');

    for (const [id, entry] of entries) {
      for (const form of forms(entry)) expect([id, form.split('{').length]).toEqual([id, form.split('}').length]);
      expect([id, names(forms(entry)[0] ?? '').every((name) => /^[a-z]+$/.test(name))]).toEqual([id, true]);
    }
  });

  it('are read aloud without link, bullet or emoji', () => {
    const spoken = entries.flatMap(([id, entry]) => (typeof entry === 'string' ? [] : [[id, entry.oral]]));

    expect(spoken.filter(([, oral]) => /https?:|•|\*\*|cliquez|\p{Extended_Pictographic}/u.test(oral ?? ''))).toEqual([]);
  });

  it('speak to people with vouvoiement and French typography', () => {
    const tu = entries.filter(([, entry]) => forms(entry).some((form) => /(?<!\p{L})(tu|ton|tes|toi)(?!\p{L})/iu.test(form)));
    const straight = entries.filter(([, entry]) => forms(entry).some((form) => /\w'\w/.test(form)));

    expect(tu.map(([id]) => id)).toEqual([]);
    expect(straight.map(([id]) => id)).toEqual([]);
  });

  it('refuse a missing parameter instead of showing a hole', () => {
    expect(() => texte('suivi.inconnu')).toThrow(RangeError);
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}
