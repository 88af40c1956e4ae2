/** Packages that are ES modules only: jest runs CommonJS. */
const ES_MODULES = ['jose'];

/** Unit, contract, content, conversation and architecture tests; the browser suite has its own project (test/e2e). */
const transform = { '^.+\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] };

module.exports = {
  rootDir: '..',
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES.join('|')})/)`],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 30_000,
};
