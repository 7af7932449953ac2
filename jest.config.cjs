/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }],
    '^.+\\.tsx$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'hono/jsx' } },
        },
      },
    ],
  },
  // Imports at run time name the built file.
  moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': '$1' },
  globalSetup: '<rootDir>/tests/support/built-parts.cjs',
  globalTeardown: '<rootDir>/tests/support/stop-postgres.cjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testTimeout: 60_000,
  maxWorkers: 2,
  collectCoverageFrom: ['src/**/*.{ts,tsx}'],
  // A little under what all suites reach. What runs in a process or a thread of its own is not counted.
  coverageThreshold: { global: { statements: 96, branches: 90, functions: 96, lines: 97 } },
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'lcov'],
};
