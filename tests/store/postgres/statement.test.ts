import type { statementOf } from '../../../src/store/postgres/statement';

const STATEMENTS = ['SELECT 1', 'SELECT 2', 'SELECT ?'];

/** The names by which a process of its own prepares statements that it meets in an order. */
function namesIn(order: readonly string[]): ReadonlyMap<string, string | undefined> {
  let names: ReadonlyMap<string, string | undefined> = new Map();
  jest.isolateModules(() => {
    // Its map of statements is that of a process.
    const fresh = jest.requireActual<{ statementOf: typeof statementOf }>(
      '../../../src/store/postgres/statement',
    );
    for (const sql of order) fresh.statementOf(sql, true);
    names = new Map(order.map((sql) => [sql, fresh.statementOf(sql, true).name]));
  });
  return names;
}

test('a name stands for one statement in all servers, which share connections behind a pooler', () => {
  const one = namesIn(STATEMENTS);
  const other = namesIn(STATEMENTS.toReversed());
  expect(new Set(one.values()).size).toBe(STATEMENTS.length);
  for (const sql of STATEMENTS) expect(other.get(sql)).toBe(one.get(sql));
});
