/** Unit, contract, content, conversation and architecture tests; the browser suite has its own project (test/e2e). */
const transform = { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] };

module.exports = {
  rootDir: '..',
  testEnvironment: 'node',
  transform,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 30_000,
};
