// Thorough: npm run test:quick leaves it out.
import fc from 'fast-check';
import type { Entity, Field, FieldValue } from '../../src/entities/field';
import { entities } from '../../src/entities/index';
import { resource } from '../../src/entities/resource';
import { resourceRole } from '../../src/entities/resource-role';
import { role } from '../../src/entities/role';
import { wireText } from '../../src/entities/wire-text';
import type { Clause } from '../../src/queryxml/tree';
import type { Store } from '../../src/store/store';
import { escape } from '../../src/xml/escape';
import { clausesOf, EVERYTHING } from '../support/clauses';
import { plainForm } from '../support/wire-format';
import { openTwice, type OpenedTwice } from '../support/opened-twice';
import { where } from '../support/soap';

/** SQLite writes entities as the functions do that say how a value is written. */

const viewer = { mayViewInternalCost: true, today: '2024-02-29' };

let opened: OpenedTwice;
let store: Store;
let other: OpenedTwice['other'];

beforeAll(async () => {
  opened = await openTwice();
  ({ store, other } = opened);
  // What is stored need not be what a rule lets in.
  other.pragma('foreign_keys = OFF');
});

afterAll(() => opened.close());

/** What stands in an answer for the values of one entity. */
function written(entity: Entity, values: readonly FieldValue[]): string {
  const fields = entity.fields.filter(({ queryable }) => queryable);
  const elements = fields.map((field, index) => {
    const { name } = field;
    const value = values[index] ?? null;
    if (value === null) return '';
    if (value === '') return `<${name}/>`;
    return `<${name}>${escape(wireText(field)(value))}</${name}>`;
  });
  return `<Entity>${elements.join('')}<it's/></Entity>`;
}

/** How a page may be read: of a table whose entities are kept, of a longer one, and by ids. */
const WAYS = ['short', 'long', 'ids'] as const;

async function page(entity: Entity, way: (typeof WAYS)[number], audience = viewer): Promise<string> {
  const form = plainForm(entity);
  const { entities } = store;
  const ids = (await entities.select(entity, EVERYTHING, audience, 500)).map(({ id }) => id);
  const found =
    way === 'ids'
      ? await entities.serializedByIds(form, ids, audience)
      : await entities.serialized(form, EVERYTHING, audience, 500);
  expect(found.ids).toEqual(ids);
  // The ids of ResourceRole are far apart, so its table looks like a longer one.
  const isLong = way === 'long' || (way === 'short' && entity.name === resourceRole.name);
  expect(found.pieces).toHaveLength(isLong ? 1 : ids.length);
  return Buffer.concat(found.pieces).toString();
}

async function expected(entity: Entity, audience = viewer): Promise<string> {
  const stored = await store.entities.select(entity, EVERYTHING, audience, 500);
  return stored.map(({ values }) => written(entity, values)).join('');
}

/** Values a field may have, with those that have a form of their own more often than by chance. */
function valuesOf({ type, nullForm, required }: Field): fc.Arbitrary<FieldValue> {
  const arbitrary = {
    boolean: fc.constantFrom(0, 1),
    datetime: fc.oneof(
      fc.constantFrom('2020-01-02T03:04:05.000', '2020-01-02T03:04:05.120', '2020-01-02T03:04:05.007'),
      fc
        .date({ min: new Date('1000-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(-24, -1)),
    ),
    decimal: fc.double({ noNaN: true, noDefaultInfinity: true }),
    double: fc.oneof(
      fc.constantFrom(0, 1, -1, 4.5, 0.1, 1e21, 1e-7, 1.00015),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    float: fc.double({ noNaN: true, noDefaultInfinity: true }),
    short: fc.integer({ min: -32_768, max: 32_767 }),
    integer: fc.integer(),
    long: fc.maxSafeInteger(),
    string: fc.oneof(
      fc.constantFrom(
        '',
        "O'Brien",
        'R&D',
        '<b>',
        ']]>',
        '\0',
        'a\0b',
        '\r\n',
        '\u0001',
        '\ufffe',
        'Zoë',
        '😀',
        ' x ',
      ),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
    ),
  }[type];
  return nullForm === 'omitted' && !required ? fc.option<FieldValue>(arbitrary) : arbitrary;
}

const LAST_ID = 60_000_000;

describe.each(WAYS)('%s', (way) => {
  beforeAll(() => {
    if (way !== 'long') return;
    // Ids this far apart are of a table that is not kept.
    for (const { table } of entities) {
      other.exec(`UPDATE ${table} SET id = ${LAST_ID} WHERE id = (SELECT max(id) FROM ${table})`);
    }
  });

  test.each(entities.map((entity) => [entity.name, entity] as const))(
    'a page of %s is written as its values are',
    async (_name, entity: Entity) => {
      const fields = entity.fields.filter(
        ({ queryable, key, computed }) => queryable && !key && computed === null,
      );
      const { table } = entity;
      const ids = other.prepare(`SELECT id FROM ${table} ORDER BY id`).pluck().all();
      const change = other.prepare(
        `UPDATE ${table} SET ${fields.map((field) => `"${field.name}" = ?`).join(', ')} WHERE id = ?`,
      );
      const rows = fc.array(fc.tuple(...fields.map(valuesOf)), { minLength: 3, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(rows, fc.boolean(), async (changes, mayViewInternalCost) => {
          for (const [index, values] of changes.entries()) change.run(...values, ids.at(index - 1));
          // Another process's write is seen from the next turn on.
          await new Promise(setImmediate);
          const audience = { ...viewer, mayViewInternalCost };
          expect(await page(entity, way, audience)).toBe(await expected(entity, audience));
        }),
        { numRuns: 150 },
      );
    },
  );

  test('what a resource costs is written with four decimals, rounded as everywhere', async () => {
    const amounts = [0.5, 1.00015, 2.00025, 99.99995, 1e15, 123456789.12345, 7];
    const [id] = other.prepare('SELECT min(id) FROM resources').pluck().all();
    other.prepare('DELETE FROM internal_costs WHERE resource_id = ?').run(id);
    other.prepare('INSERT INTO internal_costs VALUES (?, NULL, NULL, 0)').run(id);
    const change = other.prepare('UPDATE internal_costs SET amount = ? WHERE resource_id = ?');
    for (const amount of amounts) {
      change.run(amount, id);
      await new Promise(setImmediate);
      const xml = await page(resource, way);
      expect(xml).toContain(`<InternalCost>${amount.toFixed(4)}</InternalCost>`);
      expect(xml).toBe(await expected(resource));
    }
  });
});

const nothing = (entity: string): readonly Clause[] => clausesOf(where('id', 'LessThan', '0'), entity);

test('nothing is written where nothing is found', async () => {
  for (const entity of entities) {
    expect(await store.entities.serialized(plainForm(entity), nothing(entity.name), viewer, 500)).toEqual({
      ids: [],
      pieces: [],
    });
    expect(await store.entities.serializedByIds(plainForm(entity), [1, 2 ** 53, -1], viewer)).toEqual({
      ids: [],
      pieces: [],
    });
  }
});

test('an entity without fields is written, too', async () => {
  const form = { entity: role, parts: ['<Entity>', '</Entity>'] };
  const { ids, pieces } = await store.entities.serialized(form, EVERYTHING, viewer, 500);
  expect(ids.length).toBeGreaterThan(0);
  expect(pieces.join('')).toBe('<Entity></Entity>'.repeat(ids.length));
});

test('entities stand in the order they are asked for, as often as they are', async () => {
  const [a, b] = (await store.entities.select(resource, EVERYTHING, viewer, 2)).map(({ id }) => id);
  const found = await store.entities.serializedByIds(plainForm(resource), [b!, a!, 5, b!], viewer);
  expect(found.ids).toEqual([b, a, b]);
  expect(found.pieces.map((bytes) => /<id>(\d+)/.exec(bytes.toString())?.[1])).toEqual([b, a, b].map(String));
});
