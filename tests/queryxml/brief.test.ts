import { entities } from '../../src/entities/index';
import { usesIndex } from '../../src/store/query/plan';
import { clausesOf } from '../support/clauses';
import { where } from '../support/soap';

function isBriefSearch(filter: string, entity?: string): boolean {
  return usesIndex(clausesOf(filter, entity));
}

/** A value of each datatype. */
const VALUES: Readonly<Record<string, string>> = {
  boolean: 'true',
  datetime: '2024-02-29',
  decimal: '1',
  double: '1',
  integer: '1',
  long: '1',
  string: 'x',
};

const SCAN = where('Title', 'Contains', 'x');
const or = (filter: string): string => `<condition operator="OR">${filter}</condition>`;

test.each([
  ['everything', ''],
  ['one id', where('id', 'Equals', '1')],
  [
    'several ids',
    '<field>id<expression op="Equals">1</expression><expression op="Equals">2</expression></field>',
  ],
  ['a user name', where('UserName', 'Equals', 'x')],
  ['the next page', where('id', 'GreaterThan', '1')],
  ['the first ids', where('id', 'LessThanOrEquals', '1')],
  ['one value of a field with an index', where('LastName', 'Equals', 'x')],
  ['one id and something else', where('id', 'Equals', '1') + SCAN],
  [
    'something else and a condition about one id',
    `${where('id', 'Equals', '1')}<condition>${SCAN}</condition>`,
  ],
])('a search for %s is brief', (_what, filter) => {
  expect(isBriefSearch(filter)).toBe(true);
});

test.each([
  ['a part of a text', SCAN],
  [
    'the beginning of a field with an index, as all that begin so are put in order',
    where('LastName', 'BeginsWith', 'x'),
  ],
  ['a range of a field with an index', where('HireDate', 'GreaterThan', '2020-01-01')],
  ['all but one id', where('id', 'NotEqual', '1')],
  ['one value of a field without an index', where('Title', 'Equals', 'x')],
  [
    'several values of a field with an index',
    '<field>LastName<expression op="Equals">a</expression><expression op="Equals">b</expression></field>',
  ],
  ['a page of something else', where('id', 'GreaterThan', '1') + SCAN],
  ['one id or something else', where('id', 'Equals', '1') + or(SCAN)],
  ['a condition', `<condition>${SCAN}</condition>`],
])('a search for %s may have to look at everything', (_what, filter) => {
  expect(isBriefSearch(filter)).toBe(false);
});

test.each(
  entities.flatMap(({ name: entity, fields }) =>
    fields
      .filter(({ queryable }) => queryable)
      .map(({ name, type, index }) => ({ entity, name, type, index })),
  ),
)('a search for one value of $entity.$name is brief where it has an index: $index', (field) => {
  const { entity, name, type, index } = field;
  expect(isBriefSearch(where(name, 'Equals', VALUES[type]), entity)).toBe(index !== null);
});
