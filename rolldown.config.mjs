import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

/**
 * Libraries that a start needs and that come in many small files: to find and open those would take longer than to
 * run them. They stay dependencies, as the declarations name their types.
 */
const BUILT_IN = [
  'cli-table3',
  'commander',
  'fastest-levenshtein',
  'jsonc-parser',
  'kysely',
  'saxes',
  'zod',
];

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Makes a few files of many: what is imported at run time, and each library that is built in, is one of its own. */
export default defineConfig({
  input: {
    cli: 'src/cli.ts',
    index: 'src/index.ts',
    'built-contract': 'src/soap/built-contract.ts',
    'built-tenant': 'src/tenant/built-tenant.ts',
    'search-thread': 'src/store/search-thread.ts',
  },
  platform: 'node',
  // Not the UMD builds, which hide what they require.
  resolve: { mainFields: ['module', 'main'] },
  external: Object.keys(dependencies)
    .filter((name) => !BUILT_IN.includes(name))
    .map((name) => new RegExp(`^${name}(/|$)`)),
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'cjs',
    // All in one folder: they find the files of the package from where they are.
    chunkFileNames: '[name].js',
    codeSplitting: {
      groups: BUILT_IN.map((name) => ({
        name,
        test: new RegExp(`[/\\\\]node_modules[/\\\\]${name}[/\\\\]`),
      })),
    },
  },
});
