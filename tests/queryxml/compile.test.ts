import { compileQuery } from '../../src/store/query/compile';
import { SQLITE } from '../../src/store/sqlite/dialect';
import type { Audience } from '../../src/store/audience';
import type { SqlFragment } from '../../src/store/sql';
import { clausesOf } from '../support/clauses';
import { where } from '../support/soap';

const AUDIENCE: Audience = { mayViewInternalCost: false, today: '2024-02-29' };

function compiled(filter: string): SqlFragment {
  return compileQuery(clausesOf(filter), AUDIENCE, SQLITE);
}

const A = where('id', 'Equals', '1');
const B = where('id', 'Equals', '2');

test.each([
  ['no clause', '', 'TRUE', []],
  ['fields', A + B, 'e."id" = ? AND e."id" = ?', [1, 2]],
  [
    'an OR behind an AND',
    `${A}${B}<condition operator="OR">${A}</condition>${B}`,
    '(e."id" = ? AND e."id" = ? OR e."id" = ?) AND e."id" = ?',
    [1, 2, 1, 2],
  ],
  [
    'a condition of several',
    `${A}<condition>${A}${B}</condition>`,
    'e."id" = ? AND (e."id" = ? AND e."id" = ?)',
    [1, 1, 2],
  ],
  [
    'expressions that are all Equals',
    '<field>Active<expression op="Equals">1</expression><expression op="Equals">0</expression></field>',
    'e."Active" IN (?, ?)',
    [1, 0],
  ],
  [
    'expressions that are not',
    '<field>id<expression op="Equals">1</expression><expression op="LessThan">0</expression></field>',
    '(e."id" = ? OR e."id" < ?)',
    [1, 0],
  ],
  [
    'text, in the form it is compared in',
    where('LastName', 'Equals', 'ÖZ'),
    'e."LastName_folded" = ?',
    ['öz'],
  ],
  [
    'a date, as it is',
    where('HireDate', 'Equals', '2024-02-29'),
    'e."HireDate" = ?',
    ['2024-02-29T00:00:00.000'],
  ],
  ['a cost that may not be viewed', where('InternalCost', 'GreaterThan', '1'), 'NULL > ?', [1]],
])('%s: the values of a query are parameters, never SQL', (_case, filter, sql, parameters) => {
  expect(compiled(filter)).toEqual({ sql, parameters });
});

test.each([
  ['a', ['a', 'b']],
  ['ab\u{10ffff}', ['ab\u{10ffff}', 'ac']],
  ['z\ud7ff', ['z\ud7ff', 'z\ue000']],
  ['\u{10ffff}\u{10ffff}', ['\u{10ffff}\u{10ffff}']],
  ['', ['']],
])('BeginsWith %j looks at the range of texts that begin with it', (prefix, parameters) => {
  expect(compiled(where('LastName', 'BeginsWith', prefix)).parameters).toEqual(parameters);
});
