/**
 * The floors of the house, from the top down. A file imports its own room and rooms on lower floors, nothing else; rooms
 * on one floor do not import each other.
 */
const FLOORS = [
  ['cli.ts', 'index.ts'],
  ['cli'],
  ['server'],
  ['console', 'api', 'soap'],
  ['operations', 'lifecycle', 'tenant'],
  ['updates', 'replay'],
  ['passwords', 'mail', 'http'],
  ['store'],
  ['queryxml', 'config'],
  ['input'],
  ['refusals', 'runtime'],
  ['entities', 'xml'],
];

/** Libraries that only these rooms may know. */
const LIBRARIES = {
  'better-sqlite3': ['store'],
  kysely: ['store'],
  express: ['server', 'console', 'api', 'http'],
  hono: ['console'],
  nodemailer: ['mail'],
  commander: ['cli'],
  bcryptjs: ['passwords'],
  soap: ['cli', 'soap'],
  saxes: ['console', 'xml'],
};

/** Rooms that do not know that there is HTTP. */
const WITHOUT_HTTP = ['operations', 'lifecycle', 'tenant', 'updates', 'store', 'queryxml', 'entities', 'xml'];

const pathOf = (room) => `^src/${room.includes('.') ? room.replace('.', '\\.') + '$' : room + '/'}`;
const anyOf = (rooms) => `(${rooms.map(pathOf).join('|')})`;

const floorRules = FLOORS.flatMap((floor, level) =>
  floor.map((room) => ({
    name: `${room}-knows-lower-floors-only`,
    comment: `${room} may import itself and what stands on lower floors`,
    severity: 'error',
    from: { path: pathOf(room) },
    to: { path: '^src/', pathNot: anyOf([room, ...FLOORS.slice(level + 1).flat()]) },
  })),
);

const libraryRules = Object.entries(LIBRARIES).map(([library, rooms]) => ({
  name: `${library}-stays-in-${rooms.join('-')}`,
  severity: 'error',
  from: { path: '^src/', pathNot: anyOf(rooms) },
  to: { path: `node_modules/(@types/)?${library}/` },
}));

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-file-has-a-room',
      comment: 'what stands in src/ stands in a room of FLOORS',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: anyOf(FLOORS.flat()) },
    },
    ...floorRules,
    ...libraryRules,
    {
      name: 'rules-know-no-http',
      severity: 'error',
      from: { path: anyOf(WITHOUT_HTTP) },
      to: { path: '^(node:)?https?$' },
    },
    {
      name: 'sql-stays-in-the-store',
      severity: 'error',
      from: { path: '^src/', pathNot: pathOf('store') },
      to: { path: '^src/store/(query/|sqlite/|postgres/|build|columns|sql\\.ts|tables)' },
    },
    {
      name: 'the-product-knows-no-test',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench|scripts)/' },
    },
    {
      name: 'tests-and-bench-are-two-houses',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^tests/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^((bench|scripts)/build|dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
