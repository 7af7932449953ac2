/**
 * The walls of the house: what each folder of src/ may know of the others. Nothing imports upward.
 *
 *   cli -> emulator -> app -> soap, console -> operations -> queryxml, updates -> store -> entities
 */
const wall = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    wall(
      'entities-stand-alone',
      'entities/ imports nothing of the rest',
      '^src/entities/',
      '^src/(?!entities/)',
    ),
    wall(
      'store-knows-entities',
      'store/ knows entities/ only, how text stands in XML, how the package is installed, and what errors of the system mean',
      '^src/store/',
      '^src/(?!store/|entities/|xml/escape|root|installation|system-error)',
    ),
    wall(
      'rules-know-no-wire',
      'operations/, queryxml/, updates/, tenant/, passwords/, mail/ and lifecycle/ know neither HTTP nor XML envelopes',
      '^src/(operations|queryxml|updates|tenant|passwords|mail|lifecycle)/',
      '^src/(soap|console|cli|app|emulator|index)|node_modules/(soap|express|saxes)/|^(node:)?https?$',
    ),
    wall(
      'queries-and-updates-know-no-operation',
      'queryxml/, updates/ and passwords/ do not know who calls them',
      '^src/(queryxml|updates|passwords)/',
      '^src/(operations|tenant)/',
    ),
    wall(
      'wire-has-no-rules',
      'soap/ knows neither queryxml/ nor how an update is done',
      '^src/soap/',
      '^src/(queryxml|tenant|cli)/',
    ),
    wall(
      'only-store-runs-sql',
      'SQLite and Kysely stay in store/',
      '^src/(?!store/)',
      'node_modules/(better-sqlite3|kysely)/',
    ),
    wall('nobody-imports-the-command', 'cli/ is the top', '^src/(?!cli)', '^src/cli'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
