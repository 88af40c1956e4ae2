/** Packages that are ES modules only: jest runs CommonJS. */
const ES_MODULES = ['jose'];

/** Unit, contract, content, conversation and architecture tests; the browser suite has its own project (test/e2e). */
const swc = (parser) => ['@swc/jest', { jsc: { target: 'es2022', parser }, module: { type: 'commonjs' } }];
const transform = { '^.+\\.ts$': swc({ syntax: 'typescript' }), [`/node_modules/(?:${ES_MODULES.join('|')})/.+\\.js$`]: swc({ syntax: 'ecmascript' }) };

module.exports = {
  rootDir: '..',
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES.join('|')})/)`],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 30_000,
};
