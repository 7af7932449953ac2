/** Suites that do not run on PostgreSQL (TEST_STORE=postgres), and why. */
const OF_FILES = {
  'tests/api/contract.test.ts': 'snapshots in PostgreSQL are neither downloaded nor uploaded',
  'tests/lifecycle/erased-states.test.ts': 'looks into the files of snapshots',
  'tests/lifecycle/erasure.test.ts': 'looks into the bytes of the data file',
  'tests/lifecycle/titles.test.ts': 'looks into the bytes of the data file and of snapshots',
  'tests/lifecycle/faults.test.ts': 'its faults are triggers of SQLite',
  'tests/lifecycle/privacy-history.test.ts':
    'its attacks are statements and PRAGMAs of SQLite (tests/store/postgres)',
  'tests/lifecycle/user-names.test.ts': 'begins with a data file of an earlier version',
  'tests/updates/concurrency.test.ts': 'other processes lock the data file',
  'tests/updates/crash.test.ts': 'processes are killed while they write the data file',
};

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
  // With TEST_TRANSACTIONS=twice, each runs, is undone, and runs again.
  setupFiles: process.env.TEST_TRANSACTIONS === 'twice' ? ['<rootDir>/tests/support/twice.ts'] : [],
  globalTeardown: '<rootDir>/tests/support/stop-postgres.cjs',
  ...(process.env.TEST_STORE === 'postgres' && {
    testPathIgnorePatterns: ['/node_modules/', ...Object.keys(OF_FILES)],
  }),
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testTimeout: 60_000,
  maxWorkers: 2,
  // A worker keeps what its suites loaded; a large one collects garbage for seconds.
  workerIdleMemoryLimit: '800MB',
  collectCoverageFrom: ['src/**/*.{ts,tsx}'],
  // A little under what all suites reach. What runs in a process or a thread of its own is not counted.
  coverageThreshold: { global: { statements: 96, branches: 89.5, functions: 96.5, lines: 97 } },
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'lcov'],
};
