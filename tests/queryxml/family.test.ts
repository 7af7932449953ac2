// Thorough: npm run test:quick leaves it out.
import type { Entity } from '../../src/entities/field';
import { entities } from '../../src/entities/index';
import { resource } from '../../src/entities/resource';
import { QUERIED } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { emulated } from './emulated';
import { demo, holds, MATRIX, OPERATORS, type Value } from './naive';

type Row = Readonly<Record<string, Value>>;

/** The entities of the demo tenant, by the list of their type; ResourceRole is read from an answer. */
const LISTS = demo as unknown as Readonly<Record<string, readonly Row[]>>;

const FAMILY: readonly Entity[] = entities.filter(({ name }) => name !== resource.name);

const CELLS = FAMILY.flatMap((entity) =>
  entity.fields
    .filter(({ queryable }) => queryable)
    .flatMap((field) =>
      OPERATORS.map((operator) => ({ of: entity.name, name: field.name, operator, entity, field })),
    ),
);

const VIEW = { mayViewInternalCost: true, today: '2024-02-29' };

test('the 58 fields of nine types that may stand in a filter are asked for with 15 operators', () => {
  expect(FAMILY).toHaveLength(9);
  expect(CELLS).toHaveLength(58 * 15);
});

describe.each(QUERIED)('each field of a role, department, skill or location, in %s', (store) => {
  const emulator = emulated({ store });

  async function rowsOf({ name, list, fields }: Entity): Promise<readonly Row[]> {
    if (list !== null) return LISTS[list] ?? [];
    const { entities: all } = await query(emulator.url, queryXml(where('id', 'GreaterThan', '0'), name));
    return all.map((one) =>
      Object.fromEntries(
        fields.map((field) => {
          const text = one[field.name];
          return [
            field.name,
            text === undefined ? null : field.type === 'boolean' ? text === 'true' : Number(text),
          ];
        }),
      ),
    );
  }

  test.each(CELLS)('$of: $name $operator', async ({ entity, field, name, operator }) => {
    const rows = await rowsOf(entity);
    expect(rows.length).toBeGreaterThan(1);
    const known = rows.map((row) => row[name] ?? null).filter((value) => value !== null && value !== '');
    const texts = /Null|ThisDay/.test(operator)
      ? ['']
      : [...new Set([known.at(0), known.at(-1)].map((value) => String(value ?? '1')))];
    const isAllowed = MATRIX[field.type]?.includes(operator) === true;
    for (const text of texts) {
      const {
        returnCode,
        entityResultType,
        errors,
        entities: found,
      } = await query(emulator.url, queryXml(where(name, operator, text), entity.name));
      const expected = rows
        .filter((row) => isAllowed && holds(operator, field, row[name] ?? null, text, VIEW))
        .map(({ id }) => Number(id))
        .sort((a, b) => a - b);
      expect({ returnCode, entityResultType, errors, ids: found.map(({ id }) => Number(id)) }).toEqual({
        returnCode: isAllowed ? 1 : -1,
        entityResultType: entity.name.toLowerCase(),
        errors: isAllowed
          ? []
          : [`Datatype ${field.type} is not a valid with operator ${operator.toLowerCase()}.`],
        ids: expected,
      });
    }
  });
});
