import { Validator } from '@seriousme/openapi-schema-validator';

/** The validator is an ES module, which jest does not load: a process of its own reads the document and tells what is wrong. */
let text = '';
for await (const chunk of process.stdin) text += chunk;
const validator = new Validator();
const { valid, errors } = await validator.validate(JSON.parse(text));
process.stdout.write(JSON.stringify({ valid, errors, version: validator.version }));
