// Thorough: npm run test:quick leaves it out.
import fc from 'fast-check';
import { declaredEntity, type DeclaredEntity } from '../../src/entities/declared';
import { FIELD_TYPES, type Field, type FieldType } from '../../src/entities/field';
import { TimeZone } from '../../src/entities/time-zone';
import { checkQuery } from '../../src/queryxml/check';
import type { ClauseTree, FieldTree } from '../../src/queryxml/tree';
import { declarationOf } from '../../src/tenant/declaration';
import type { EntityDocument } from '../../src/tenant/entity-document';
import { fillDeclared } from '../../src/tenant/fill-declared';
import { STORES } from '../support/emulator';
import { demoStore } from '../support/store';
import { plainForm } from '../support/wire-format';
import { holds, MATRIX, OPERATORS, type OperatorName, type Value } from '../queryxml/naive';
import { check, SEED } from '../queryxml/trees';

/** Queries of random entities with random rows are compared with a look at each row, which shares no code with them. */

const VIEW = { mayViewInternalCost: false, today: '2024-02-29' };
const ZONE = new TimeZone('America/New_York');

type Row = Readonly<Record<string, Value>>;
type Document = Omit<EntityDocument, 'rows'> & { readonly rows: Row[] };

const NUMERIC: ReadonlySet<FieldType> = new Set(['integer', 'long', 'short', 'double', 'float', 'decimal']);

/** Texts that are near to each other. */
const texts = fc.string({ unit: fc.constantFrom(...Array.from('aAbBéÉzZ %_\\\'"<&ñ0')), maxLength: 5 });

function valueOf(type: FieldType): fc.Arbitrary<Value> {
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'datetime':
      return fc.constantFrom(
        '2024-02-29T00:00:00.000',
        '2024-02-29T23:59:59.999',
        '2024-03-01T12:00:00.000',
        '1999-01-01T00:00:00.120',
      );
    case 'string':
      return texts.filter((text) => text !== '');
    case 'decimal':
    case 'double':
    case 'float':
      return fc.constantFrom(0, 0.5, -0.25, 3, 1e6, 2.125);
    case 'integer':
    case 'long':
    case 'short':
      return fc.integer({ min: -3, max: 3 });
  }
}

/** A declaration with up to six fields and a user-defined one, and its rows. */
function documents(): fc.Arbitrary<Document> {
  const field = fc.record({
    type: fc.constantFrom(...FIELD_TYPES),
    indexed: fc.boolean(),
    isPicklist: fc.boolean(),
  });
  return fc
    .tuple(fc.array(field, { minLength: 1, maxLength: 6 }), fc.constantFrom(...FIELD_TYPES))
    .chain(([described, userDefined]) => {
      const fields = described.map(({ type, isPicklist, indexed }, index) => ({
        name: `F${index}`,
        type,
        // No more than there is room for.
        indexed: indexed && index < 4,
        ...(isPicklist && type === 'string' && { picklist: ['a', 'B', 'é'] }),
      }));
      const values = fields.map((one): readonly [string, fc.Arbitrary<Value>] => [
        one.name,
        fc.option('picklist' in one ? fc.constantFrom('a', 'B', 'é') : valueOf(one.type)),
      ]);
      const row = fc.record({
        ...Object.fromEntries(values),
        'Own field': fc.option(valueOf(userDefined)),
      }) as fc.Arbitrary<Row>;
      return fc.array(row, { maxLength: 12 }).map((rows): Document => ({
        name: 'Thing',
        resultType: 'Thing',
        fields,
        userDefinedFields: [{ name: 'Own field', type: userDefined }],
        rows,
      }));
    });
}

function queriesOf(entity: DeclaredEntity): fc.Arbitrary<readonly ClauseTree[]> {
  const field = fc
    .constantFrom(...entity.fields.slice(1), ...entity.userDefinedFields)
    .chain((one): fc.Arbitrary<FieldTree> =>
      fc.record({
        kind: fc.constant('field' as const),
        name: fc.constant(one.name),
        userDefined: fc.constant(one.userDefined),
        expressions: fc.array(expressionOf(one), { minLength: 1, maxLength: 2 }),
      }),
    );
  const condition = fc.record({
    kind: fc.constant('condition' as const),
    joinedBy: fc.constantFrom('AND' as const, 'OR' as const),
    clauses: fc.array(field, { minLength: 1, maxLength: 3 }),
  });
  return fc.array(fc.oneof(field, condition), { maxLength: 3 });
}

function expressionOf({ type }: Field): fc.Arbitrary<{ operator: string; text: string }> {
  const operators = MATRIX[NUMERIC.has(type) ? 'integer' : type] ?? [];
  return fc.record({ operator: fc.constantFrom(...operators), text: valueOf(type).map(String) });
}

/** The ids of the rows for which the clauses are true. */
function naiveIds(
  { rows }: Document,
  clauses: readonly ClauseTree[],
  entity: DeclaredEntity,
): readonly number[] {
  return rows.flatMap((row, index) => (allHold(clauses, row, entity) ? [index + 1] : []));
}

function allHold(clauses: readonly ClauseTree[], row: Row, entity: DeclaredEntity): boolean {
  return clauses.reduce((before, clause, index) => {
    const now =
      clause.kind === 'condition' ? allHold(clause.clauses, row, entity) : fieldHolds(clause, row, entity);
    if (index === 0) return now;
    return clause.kind === 'condition' && clause.joinedBy === 'OR' ? before || now : before && now;
  }, true);
}

function fieldHolds(
  { name, userDefined, expressions }: FieldTree,
  row: Row,
  entity: DeclaredEntity,
): boolean {
  const fields = userDefined ? entity.userDefinedFields : entity.fields;
  const { type = 'string', picklist = null } = fields.find((one) => one.name === name) ?? {};
  // A plain text is never null, a user-defined one may be.
  const isPlain = type === 'string' && picklist === null && !userDefined;
  const value = row[name] ?? (isPlain ? '' : null);
  return expressions.some(({ operator, text }) =>
    holds(operatorNamed(operator), { type, picklist: isPlain ? null : [] }, value, text, VIEW),
  );
}

function operatorNamed(name: string): OperatorName {
  return OPERATORS.find((operator) => operator === name) ?? 'IsNull';
}

/** A row as a file has it. */
function asFile({
  'Own field': own,
  ...others
}: Row): Readonly<Record<string, Value | Record<string, Value>>> {
  return { ...others, userDefinedFields: { 'Own field': own ?? null } };
}

describe.each(STORES)(`random entities with the data in %s (FC_SEED=${SEED})`, (where) => {
  const store = demoStore(where);

  test('answer the rows that a look at each of them finds', async () => {
    let somethingFound = 0;
    const cases = documents().chain((document) => {
      const entity = declaredEntity(declarationOf(document));
      return fc.tuple(fc.constant(document), fc.array(queriesOf(entity), { minLength: 6, maxLength: 6 }));
    });
    await check(
      fc.asyncProperty(cases, async ([document, queries]) => {
        await store().transaction(async (stores) => {
          await stores.declared.undeclare('Thing');
          await fillDeclared(stores, [{ ...document, rows: document.rows.map(asFile) }], String);
        });
        const [entity] = await store().declared.all();
        if (!entity) throw new Error('It was not declared');
        for (const tree of queries) {
          const { clauses } = checkQuery(
            { entity: 'thing', clauses: tree },
            { entities: [entity], timeZone: ZONE },
          );
          const expected = naiveIds(document, tree, entity);
          const selected = await store().entities.select(entity, clauses, VIEW, 500);
          expect(selected.map(({ id }) => id)).toEqual(expected);
          const written = await store().entities.serialized(plainForm(entity), clauses, VIEW, 500);
          expect(written.ids).toEqual(expected);
          if (expected.length > 0 && expected.length < document.rows.length) somethingFound++;
        }
      }),
      80,
    );
    // Else the property would say little.
    expect(somethingFound).toBeGreaterThan(60);
  });
});
