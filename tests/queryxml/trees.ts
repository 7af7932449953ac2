import fc from 'fast-check';
import type { ClauseTree, FieldTree, QueryTree } from '../../src/queryxml/tree';
import { demoValues, MATRIX, queryableFields, type OperatorName, type QueryableField } from './naive';
import type { Style } from './render';

/** The seed of the property tests: the same on every run, unless FC_SEED names another. */
export const SEED = Number(process.env['FC_SEED'] ?? 20_240_229);

/** Fails with the seed and the path that repeat the failure. */
export function check<T>(property: fc.IAsyncProperty<T>, runs: number): Promise<void> {
  return fc.assert(property, { seed: SEED, numRuns: runs });
}

/** Random queries of Resource whose values are close to what the demo tenant holds. */
export function resourceQueries(): fc.Arbitrary<QueryTree> {
  const clauses = levels((level) => fc.array(level, { minLength: 1, maxLength: 4 }), fieldClause());
  return fc.record({ entity: caseless('Resource'), clauses });
}

/** Random trees of any entity, field and text, right or wrong. */
export function anyTrees(): fc.Arbitrary<QueryTree> {
  const field: fc.Arbitrary<FieldTree> = fc.record({
    kind: fc.constant('field' as const),
    name: xmlText().map(named),
    userDefined: fc.boolean(),
    expressions: fc.array(fc.record({ operator: xmlText(), text: xmlText() }), {
      minLength: 1,
      maxLength: 3,
    }),
  });
  const clauses = levels((level) => fc.array(level, { minLength: 1, maxLength: 3 }), field);
  return fc.record({
    entity: xmlText().map(named),
    clauses: fc.oneof({ weight: 9, arbitrary: clauses }, { weight: 1, arbitrary: fc.constant([]) }),
  });
}

export function styles(): fc.Arbitrary<Style> {
  return fc.record({
    declaration: fc.boolean(),
    upperCase: fc.boolean(),
    singleQuotes: fc.boolean(),
    cdata: fc.boolean(),
    comments: fc.boolean(),
    indented: fc.boolean(),
  });
}

/** Levels of clauses, conditions inside conditions. */
function levels(
  many: (clause: fc.Arbitrary<ClauseTree>) => fc.Arbitrary<ClauseTree[]>,
  field: fc.Arbitrary<FieldTree>,
): fc.Arbitrary<ClauseTree[]> {
  const { level } = fc.letrec<{ level: ClauseTree[]; clause: ClauseTree }>((tie) => ({
    level: many(tie('clause')),
    clause: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: field },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('condition' as const),
          joinedBy: fc.constantFrom('AND' as const, 'OR' as const),
          clauses: tie('level'),
        }),
      },
    ),
  }));
  return level;
}

function fieldClause(): fc.Arbitrary<FieldTree> {
  return fc.constantFrom(...queryableFields).chain((field) =>
    fc.record({
      kind: fc.constant('field' as const),
      name: caseless(field.name),
      userDefined: fc.constant(false),
      expressions: fc.array(expression(field), { minLength: 1, maxLength: 3 }),
    }),
  );
}

function expression(field: QueryableField): fc.Arbitrary<{ operator: string; text: string }> {
  return fc
    .constantFrom(...MATRIX[field.type]!)
    .chain((operator) => fc.record({ operator: caseless(operator), text: textFor(field, operator) }));
}

function textFor(field: QueryableField, operator: OperatorName): fc.Arbitrary<string> {
  if (operator === 'IsNull' || operator === 'IsNotNull') return fc.constantFrom('', 'whatever');
  const known = demoValues(field, { mayViewInternalCost: true, today: '2024-02-29' }).filter(
    (value) => value !== null,
  );
  switch (field.type) {
    case 'boolean':
      return fc.constantFrom('1', '0', 'true', 'false', 'True', ' FALSE ');
    case 'datetime': {
      const dates = fc
        .tuple(fc.constantFrom(...known.map(String)), fc.constantFrom(10, 19, 23), fc.constantFrom('T', ' '))
        .map(([date, length, separator]) => date.slice(0, length).replace('T', separator));
      return operator === 'IsThisDay' ? fc.oneof(dates, fc.constantFrom('', ' ')) : dates;
    }
    case 'string':
      return operator === 'Like' || operator === 'NotLike'
        ? mangled(known.map(String)).chain(withWildcards)
        : mangled(known.map(String));
    case 'integer':
    case 'long':
    case 'double':
      return fc
        .tuple(fc.constantFrom(0, 1, ...known.map(Number)), fc.constantFrom(-1, 0, 0, 0, 1))
        .map(([number, more]) => String(number + more));
  }
}

/** A piece of a text that is there, in another case. */
function mangled(known: readonly string[]): fc.Arbitrary<string> {
  const text = fc.constantFrom('', 'x', 'Müller', 'O’Brien', '%', '_', "' OR 1=1 --", ...known);
  return fc
    .tuple(text, fc.nat(6), fc.option(fc.nat(12)), fc.constantFrom('as it is', 'upper', 'lower'))
    .map(([whole, skip, length, letters]) => {
      const piece = Array.from(whole)
        .slice(length === null ? 0 : skip, length === null ? undefined : skip + length)
        .join('');
      if (letters === 'as it is') return piece;
      return letters === 'upper' ? piece.toUpperCase() : piece.toLowerCase();
    });
}

function withWildcards(text: string): fc.Arbitrary<string> {
  const letters = Array.from(text);
  return fc
    .array(fc.constantFrom('', '', '', '%', '_'), { minLength: letters.length, maxLength: letters.length })
    .chain((wildcards) =>
      fc
        .tuple(fc.constantFrom('', '%'), fc.constantFrom('', '%'))
        .map(
          ([before, after]) => before + letters.map((letter, i) => wildcards[i] || letter).join('') + after,
        ),
    );
}

/** A name in a case of its own. */
function caseless(name: string): fc.Arbitrary<string> {
  return fc.constantFrom(name, name.toLowerCase(), name.toUpperCase());
}

/** Text that XML can carry. */
function xmlText(): fc.Arbitrary<string> {
  return fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(
          '<',
          '>',
          '&',
          '"',
          "'",
          ']]>',
          '\n',
          '\r',
          '\t',
          ' ',
          'ß',
          '😀',
          '&amp;',
          '<!--',
          '%',
        ),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 12,
    })
    .map((text) => text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?'));
}

/** Names stand without white space around them, and are not empty. */
function named(text: string): string {
  return text.trim() || 'x';
}
