import { z } from 'zod';
import D from './documentation.json';
import { API_PATH, COMMON_PROBLEMS, operation, OPERATION_IDS, type Operation, type OperationId } from './operations';
import { titleOf } from './problem';
import { SCHEMAS } from './schemas';
import { PORTEES } from './tokens';

/** The OpenAPI 3.1 document, made of the table of operations and of the schemas that check requests. */

type Json = { [key: string]: unknown };

const COMPONENTS = '#/components/schemas/';
const VERSION = '1.0.0';
export const PROBLEM_TYPE = 'application/problem+json';

/** @param base address under which the caller sees the server */
export const openApiDocument = (base: string): Json => ({
  openapi: '3.1.0',
  info: { title: D.titre, version: VERSION, description: D.presentation },
  servers: [{ url: base }],
  externalDocs: { url: `${base}${API_PATH}/docs` },
  security: [{ jeton: [] }],
  tags: [...new Set(OPERATION_IDS.map((id) => D.operations[id].groupe))].map((name) => ({ name })),
  paths: paths(),
  webhooks: { evenement: { post: webhook() } },
  components: { schemas: schemas(), securitySchemes: { jeton: { type: 'http', scheme: 'bearer', description: `${D.jeton} (${PORTEES.join(', ')})` } } },
});

function paths(): Json {
  const all: { [path: string]: Json } = {};
  for (const id of OPERATION_IDS) {
    const op = operation(id);
    all[API_PATH + op.chemin] = { ...all[API_PATH + op.chemin], [op.methode.toLowerCase()]: described(id, op) };
  }
  return all;
}

function described(id: OperationId, op: Operation): Json {
  const { groupe, resume, description } = D.operations[id];
  return {
    operationId: id, tags: [groupe], summary: resume, description, ...(op.portee === null ? {} : { 'x-portee': op.portee }),
    parameters: [...parameters('path', op.chemins), ...parameters('query', op.requete), ...parameters('header', op.entetes)],
    ...(op.corps ? { requestBody: bodyOf(id, op.corps) } : {}),
    responses: { [op.reponse.status]: success(op), ...Object.fromEntries([...op.problemes, ...COMMON_PROBLEMS].map((status) => [status, problem(status)])) },
  };
}

const TEXTS: Readonly<Record<string, string>> = { ...D.parametres, ...D.entetes };

function parameters(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name: place === 'header' ? headerName(name) : name, in: place, required: !field.safeParse(undefined).success, description: TEXTS[name], schema: bare(z.toJSONSchema(field, { io: 'output' })),
  }));
}

const headerName = (name: string): string => name.replace(/(?:^|-)\w/g, (start) => start.toUpperCase());

const EXAMPLES: Readonly<Record<string, unknown>> = D.exemples;

function bodyOf(id: OperationId, { schema, formulaire }: NonNullable<Operation['corps']>): Json {
  const json = { schema: ref(schema), ...(EXAMPLES[id] === undefined ? {} : { example: EXAMPLES[id] }) };
  return { required: true, content: { 'application/json': json, ...(formulaire ? { 'multipart/form-data': { schema: FORM } } : {}) } };
}

/** A word, and files in fields that have the code of the piece. */
const FORM = { type: 'object', properties: { mot: { type: 'string', maxLength: 1_000 } }, additionalProperties: { type: 'string', contentMediaType: 'application/octet-stream' } };

const ref = (schema: z.ZodType): Json => ({ $ref: COMPONENTS + (SCHEMAS.get(schema)?.id ?? '') });

const headers = (names: readonly string[]): Json => Object.fromEntries(names.map((name) => [name, { description: TEXTS[name], schema: { type: 'string' } }]));
const LIMITS = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'];

const success = ({ reponse: { schema, entetes = [], status } }: Operation): Json =>
  ({ description: titleOfSuccess(status), headers: headers([...LIMITS, ...entetes]), ...(schema === null ? {} : { content: { 'application/json': { schema: ref(schema) } } }) });

const SUCCESSES: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Créé', 204: 'Fait' };
const titleOfSuccess = (status: number): string => SUCCESSES[status] ?? '';

function problem(status: number): Json {
  const own = status === 401 ? ['WWW-Authenticate'] : status === 429 || status === 503 ? ['Retry-After'] : [];
  return { description: titleOf(status), ...(own.length > 0 ? { headers: headers(own) } : {}), content: { [PROBLEM_TYPE]: { schema: { $ref: `${COMPONENTS}Probleme` } } } };
}

const webhook = (): Json => ({
  summary: D.webhook.resume, description: D.webhook.description, security: [],
  parameters: [{ name: 'X-Signature', in: 'header', required: true, schema: { type: 'string' } }, { name: 'X-Evenement-Id', in: 'header', required: true, schema: { type: 'string' } }],
  requestBody: { required: true, content: { 'application/json': { schema: { $ref: `${COMPONENTS}Notification` } } } }, responses: { '2XX': { description: 'OK' } },
});

// ---------------------------------------------------------------- schemas

const FIELDS: Readonly<Record<string, string>> = D.champs;
const COMMON: Readonly<Record<string, string>> = D.communs;
/** What a field means; undefined when nobody wrote it (a test refuses that). */
export const fieldText = (schema: string, field: string): string | undefined => FIELDS[`${schema}.${field}`] ?? COMMON[field];

export type SchemaJson = { properties?: Record<string, Json>; required?: string[] };

/** Every named schema, with the meaning of its fields. */
export function schemas(): Record<string, SchemaJson> {
  const made = z.toJSONSchema(SCHEMAS, { uri: (id) => COMPONENTS + id, override: ({ jsonSchema }) => withoutDatePattern(jsonSchema) });
  return Object.fromEntries(Object.entries(made.schemas).map(([id, schema]) => [id, explained(id, bare(schema))]));
}

/** The format says it, in one word. */
function withoutDatePattern(schema: { format?: string; pattern?: string }): void {
  if (schema.format !== undefined) delete schema.pattern;
}

function bare({ $schema: _schema, $id: _id, ...rest }: Json): Json {
  return rest;
}

function explained(id: string, schema: Json): SchemaJson {
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null) return schema;
  return { ...schema, properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, { ...field, description: fieldText(id, name) }])) };
}
