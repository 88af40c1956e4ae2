/** A client made at run time from an OpenAPI document, and of nothing else: one method for each operationId. */

type Schema = { [key: string]: unknown };
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean };
type OperationDocument = { operationId: string; parameters?: Parameter[]; requestBody?: { required: boolean; content: Record<string, Schema> }; responses: Record<string, { content?: Record<string, Schema> }> };
export type OpenApi = { servers: { url: string }[]; paths: Record<string, Record<string, OperationDocument>> };

export type ClientAnswer = { status: number; headers: Headers; body: unknown };
export type Arguments = { parameters?: Record<string, string | number>; body?: unknown };
export type Client = Record<string, (given?: Arguments) => Promise<ClientAnswer>>;

/** @param token put in every request, as the document's bearer scheme says */
export function clientFrom({ servers: [server], paths }: OpenApi, token: string): Client {
  const methods = Object.entries(paths).flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => [operation.operationId, methodFor({ base: server?.url ?? '', path, method, operation, token })] as const));
  return Object.fromEntries(methods);
}

type Built = { base: string; path: string; method: string; operation: OperationDocument; token: string };

function methodFor({ base, path, method, operation, token }: Built): Client[string] {
  return async ({ parameters = {}, body } = {}) => {
    const declared = operation.parameters ?? [];
    refuseUnknown(operation, declared, parameters, body);
    const placed = (place: Parameter['in']): [string, string][] => declared.filter((one) => one.in === place && parameters[one.name] !== undefined).map(({ name }) => [name, String(parameters[name])]);
    const filled = placed('path').reduce((url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(value)), path);
    const query = new URLSearchParams(placed('query')).toString();
    const response = await fetch(`${base}${filled}${query ? `?${query}` : ''}`, {
      method: method.toUpperCase(), headers: { Authorization: `Bearer ${token}`, ...Object.fromEntries(placed('header')), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return read(operation, response);
  };
}

function refuseUnknown({ operationId, requestBody }: OperationDocument, declared: Parameter[], given: Record<string, unknown>, body: unknown): void {
  const unknown = Object.keys(given).filter((name) => !declared.some((one) => one.name === name));
  const missing = declared.filter((one) => one.required && given[one.name] === undefined).map(({ name }) => name);
  if (unknown.length + missing.length > 0) throw new Error(`${operationId}: unknown ${unknown.join()} missing ${missing.join()}`);
  if ((requestBody?.required ?? false) !== (body !== undefined)) throw new Error(`${operationId}: body`);
  if (requestBody && !requestBody.content['application/json']) throw new Error(`${operationId}: no JSON body`);
}

/** An answer that the document does not announce is a failure of the document. */
async function read({ operationId, responses }: OperationDocument, response: Response): Promise<ClientAnswer> {
  const announced = responses[String(response.status)];
  if (!announced) throw new Error(`${operationId}: ${response.status} is not announced`);
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (announced.content ? !announced.content[type] : type !== '') throw new Error(`${operationId}: ${type} is not announced for ${response.status}`);
  return { status: response.status, headers: response.headers, body: announced.content ? await response.json() : null };
}
