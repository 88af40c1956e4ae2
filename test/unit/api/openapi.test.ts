import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import D from '../../../src/api/documentation.json';
import { fieldText, openApiDocument, schemas } from '../../../src/api/openapi';
import { operation, OPERATION_IDS } from '../../../src/api/operations';
import { PROBLEM_CODES, titleOf } from '../../../src/api/problem';
import T from '../../../src/api/textes.json';
import { signatureHeader } from '../../../src/channels/signature';
import { loadContent } from '../../../src/content';
import PAGE from '../../../src/http/api/docs-textes.json';

const DOCUMENT = openApiDocument('https://exemple.fr');

type Verdict = { valid: boolean; version: string; errors?: unknown };
const validated = (document: object): Verdict => JSON.parse(execFileSync(process.execPath, [join(__dirname, '../../support/validate-openapi.mjs')], { input: JSON.stringify(document), encoding: 'utf8' })) as Verdict;

it('the document is a valid OpenAPI 3.1 document', () => {
  expect(validated(DOCUMENT)).toEqual({ valid: true, version: '3.1' });
  expect(validated({ ...DOCUMENT, info: {} }).valid).toBe(false);
});

it('every reference in it leads to a schema', () => {
  const references = [...JSON.stringify(DOCUMENT).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, id = '']) => id);

  expect(references.length).toBeGreaterThan(50);
  expect([...new Set(references)].filter((id) => !(id in schemas()))).toEqual([]);
});

it('every field says what it means, and no meaning is left over', () => {
  const fields = Object.entries(schemas()).flatMap(([id, { properties = {} }]) => Object.keys(properties).map((name) => [id, name] as const));

  expect(fields.filter(([id, name]) => !fieldText(id, name))).toEqual([]);
  expect(Object.keys(D.champs).filter((path) => !fields.some(([id, name]) => path === `${id}.${name}`))).toEqual([]);
  expect(Object.keys(D.communs).filter((name) => !fields.some(([, field]) => field === name))).toEqual([]);
});

it('every operation has its words, and every body an example that the server takes', () => {
  expect(Object.keys(D.operations).sort()).toEqual([...OPERATION_IDS].sort());
  const examples: Record<string, unknown> = D.exemples;
  for (const id of OPERATION_IDS) {
    const { corps } = operation(id);
    if (corps) expect([id, corps.schema.safeParse(examples[id]).error?.issues]).toEqual([id, undefined]);
    else expect(examples[id]).toBeUndefined();
  }
});

it('every problem has a title, and its status is one that the document announces', () => {
  const announced = new Set([...JSON.stringify(DOCUMENT.paths).matchAll(/"(\d{3})":/g)].map(([, status]) => Number(status)));

  for (const { status } of Object.values(PROBLEM_CODES)) {
    expect(titleOf(status)).not.toBe('');
    expect(announced).toContain(status);
  }
});

it('the promises taken out of safety texts are still in them, word for word', () => {
  const said = Object.values(loadContent().surete).map(({ texte }) => texte).join('\n');

  expect(T.promesses.filter((promise) => !said.includes(promise))).toEqual([]);
});

describe('the code shown to verify a signature', () => {
  const verify = (header: string | undefined, corps: string): unknown =>
    new Function('require', 'req', 'secret', 'corps', PAGE.node.join('\n'))(require, { headers: { 'x-signature': header } }, 'aigw_secret', Buffer.from(corps));
  const signed = (secret = 'aigw_secret', atMs = Date.now()): string => signatureHeader(secret, '{"id":"x"}', atMs);

  it('accepts ours', () => expect(() => verify(signed(), '{"id":"x"}')).not.toThrow());

  it.each<[string, string | undefined, string]>([
    ['none', undefined, '{"id":"x"}'], ['another body', signed(), '{"id":"y"}'], ['another secret', signed('autre'), '{"id":"x"}'], ['an old one', signed('aigw_secret', Date.now() - 600_000), '{"id":"x"}'], ['no signature at all', 't=1,v1=', '{"id":"x"}'],
  ])('refuses %s', (_name, header, body) => expect(() => verify(header, body)).toThrow('signature'));
});
