import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';
import { thirdPartyNotices } from './scripts/third-party-notices.mjs';

/**
 * Libraries in a file of their own each: what does not need one does not load it. All others are in the files that use
 * them.
 */
const BUILT_IN = [
  'cli-table3',
  'commander',
  'express',
  'fastest-levenshtein',
  'jsonc-parser',
  'kysely',
  'nodemailer',
  'pino',
  'piscina',
  'saxes',
  'soap',
  'zod',
];

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/**
 * Makes a few files of many, with all libraries in them but the `dependencies`: to find and open many small files takes
 * longer than to run them, and what is not installed needs no room.
 */
export default defineConfig({
  input: {
    cli: 'src/cli.ts',
    index: 'src/index.ts',
    'built-contract': 'src/soap/built-contract.ts',
    'built-tenant': 'src/tenant/built-tenant.ts',
    'search-thread': 'src/store/sqlite/search-thread.ts',
    'rewrite-thread': 'src/store/sqlite/rewrite-thread.ts',
    'change-thread': 'src/store/sqlite/change-thread.ts',
    'check-thread': 'src/store/sqlite/check-thread.ts',
    'hashing-thread': 'src/passwords/hashing-thread.ts',
    // The pool finds the program of its threads under this name, beside its own file.
    worker: 'node_modules/piscina/dist/worker.js',
  },
  platform: 'node',
  // Not the UMD builds, which hide what they require.
  resolve: { mainFields: ['module', 'main'] },
  external: [...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`)), '@napi-rs/nice'],
  plugins: [thirdPartyNotices()],
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'cjs',
    // All in one folder: they find the files of the package from where they are.
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: BUILT_IN.map((name) => ({
        name,
        // What threads run is an entry of its own.
        test: new RegExp(`[/\\\\]node_modules[/\\\\]${name}[/\\\\](?!dist[/\\\\]worker\\.js)`),
      })),
    },
  },
});
