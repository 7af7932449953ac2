// Thorough: npm run test:quick leaves it out.
import { QUERIED } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { emulated, idsOf, namesOf, StoppedClock } from './emulated';
import {
  demo,
  demoValues,
  MATRIX,
  naiveIds,
  OPERATORS,
  queryableFields,
  type OperatorName,
  type QueryableField,
  type View,
} from './naive';

const VIEW: View = { mayViewInternalCost: true, today: '2024-02-29' };

/** The 34 fields that may stand in a filter, with each operator. */
const CELLS = queryableFields.flatMap((field) =>
  OPERATORS.map((operator) => ({ name: field.name, type: field.type, operator, field })),
);
const isAllowed = ({ type, operator }: (typeof CELLS)[number]): boolean => MATRIX[type]!.includes(operator);

/** Texts to filter by, made of a middle and the greatest value that are there, or of something else. */
function textsFor(operator: OperatorName, field: QueryableField): string[] {
  const known = demoValues(field, VIEW)
    .filter((value) => value !== null && value !== '')
    .map(String)
    .sort();
  const some = [known[Math.floor(known.length / 2)] ?? 'Jr.', known.at(-1) ?? 'Sr.'];
  return [...new Set(some.map(PIECES[operator] ?? ((value) => value)))];
}

const piece = (from: number, to?: number) => (value: string) =>
  Array.from(value).slice(from, to).join('').toLowerCase();

/** What is not the whole value. */
const PIECES: Partial<Record<OperatorName, (value: string) => string>> = {
  BeginsWith: piece(0, 3),
  EndsWith: piece(-3),
  Contains: piece(1, 4),
  Like: (value) => `_${piece(1, 3)(value)}%`,
  NotLike: (value) => `_${piece(1, 3)(value)}%`,
  IsNull: () => '',
  IsNotNull: () => '',
  IsThisDay: () => '',
};

test('34 fields may stand in a filter, with 15 operators', () => {
  expect(CELLS).toHaveLength(34 * 15);
});

describe.each(QUERIED)('each field with each operator, with the data in %s', (store) => {
  const emulator = emulated({ store, clock: new StoppedClock('2024-02-29T17:00:00Z') });

  test.each(CELLS.filter(isAllowed))('$name $operator answers the resources it is true of', async (cell) => {
    const { field, name, operator } = cell;
    for (const text of textsFor(operator, field)) {
      const { returnCode, entityResultType, errors, entities } = await query(
        emulator.url,
        queryXml(where(name, operator, text)),
      );
      expect({ returnCode, entityResultType, errors }).toEqual({
        returnCode: 1,
        entityResultType: 'resource',
        errors: [],
      });
      const clause = { kind: 'field', name, userDefined: false, expressions: [{ operator, text }] } as const;
      expect({ text, ids: entities.map(({ id }) => Number(id)) }).toEqual({
        text,
        ids: naiveIds([clause], VIEW),
      });
    }
  });

  test.each(CELLS.filter((cell) => !isAllowed(cell)))(
    '$name $operator is refused, as a $type has no such operator',
    async ({ name, type, operator }) => {
      expect(await query(emulator.url, queryXml(where(name, operator, '1')))).toMatchObject({
        returnCode: -1,
        entityResultType: 'resource',
        entities: [],
        errors: [`Datatype ${type} is not a valid with operator ${operator.toLowerCase()}.`],
      });
    },
  );
});

test.each(
  Object.entries(MATRIX)
    .filter(([type]) => queryableFields.some((field) => field.type === type))
    .flatMap(([type, operators]) => operators.map((operator) => [type, operator])),
)('a %s with %s is true of some resources of the demo tenant and false of others', (type, operator) => {
  const counts = queryableFields
    .filter((field) => field.type === type)
    .flatMap((field) =>
      textsFor(operator as OperatorName, field).map((text) => {
        const clause = {
          kind: 'field',
          name: field.name,
          userDefined: false,
          expressions: [{ operator: operator, text }],
        } as const;
        return naiveIds([clause], VIEW).length;
      }),
    );
  // Of a field that always has a value, IsNull is never true, and IsNotNull always.
  const alwaysSet = ['long', 'boolean', 'datetime'].includes(type) && /null/i.test(operator);
  const some = counts.some((count) => count > 0 && count < demo.resources.length);
  expect(some).toBe(!alwaysSet);
});

describe('a filter on text', () => {
  const emulator = emulated();

  test.each([
    ['LastName', 'Equals', 'müller', ['petra.mueller', 'PETER.MUELLER']],
    ['LastName', 'Equals', 'MÜLLER', ['petra.mueller', 'PETER.MUELLER']],
    ['LastName', 'Equals', 'Mu\u0308ller', ['petra.mueller', 'PETER.MUELLER']],
    ['LastName', 'Equals', 'Muller', ['paul.muller']],
    ['LastName', 'Equals', 'ØSTERBY', ['soren.osterby']],
    ['LastName', 'Equals', 'łęcki', ['lukasz.lecki']],
    ['LastName', 'Equals', 'weiß', ['joerg.weiss']],
    ['LastName', 'Equals', 'WEISS', []],
    ['LastName', 'Equals', '𠮷野', ['ken.yoshino']],
    ['LastName', 'Equals', ' Smith', []],
    ['LastName', 'Like', '_野', ['ken.yoshino']],
    ['LastName', 'Like', 'sm_th', ['harriet.smith', 'JSmyth', 'sue.smith']],
    ['LastName', 'Like', '%M%TH', ['harriet.smith', 'JSmyth', 'sue.smith']],
    ['LastName', 'SoundsLike', 'Smithe', ['harriet.smith', 'JSmyth', 'sue.smith']],
    ['LastName', 'SoundsLike', '123', []],
    ['Title', 'Equals', '  receptionist,  front desk  ', ['bea.blank']],
    ['Title', 'Contains', ']]> & sons <"', ['nora.null']],
    ['Title', 'EndsWith', '🚀', ['ken.yoshino']],
    ['AccountingReferenceID', 'Equals', "1' OR '1'='1", ['fiona.obrien']],
    ['AccountingReferenceID', 'Equals', '<![CDATA[ A&B ]]> "x" \'y\'', ['nora.null']],
  ])('%s %s %j ignores case and respects accents and spaces', async (field, operator, text, names) => {
    expect(await namesOf(emulator.url, where(field, operator, text))).toEqual(names);
  });

  test.each([
    ['BeginsWith', '100%_', ['petra.mueller']],
    ['BeginsWith', '100_', []],
    ['BeginsWith', 'EMP_', ['JSmyth']],
    ['EndsWith', '%', ['soren.osterby']],
    ['EndsWith', '_0013', ['JSmyth']],
    ['EndsWith', '\\A-17', ['petra.mueller']],
    ['Contains', '%_off\\', ['petra.mueller']],
    ['Contains', '_', ['JSmyth', 'petra.mueller', 'carlos.nunez']],
    ['Contains', '[1-9]', ['bea.blank']],
    ['Contains', ':\\', ['joerg.weiss']],
  ])('%s %j means the wildcards of Like literally', async (operator, text, names) => {
    expect(await namesOf(emulator.url, where('AccountingReferenceID', operator, text))).toEqual(names);
  });

  test.each([
    ['100%off/A-17', ['PETER.MUELLER']],
    ['100__OFF_A-17', ['petra.mueller', 'PETER.MUELLER']],
    ['FD[1-9]', ['bea.blank']],
    ['C:\\payroll\\7', ['joerg.weiss']],
    ['\\%', []],
  ])('Like %j knows the two wildcards, and no others', async (text, names) => {
    expect(await namesOf(emulator.url, where('AccountingReferenceID', 'Like', text))).toEqual(names);
  });

  test.each(['BeginsWith', 'EndsWith', 'Contains'])('%s nothing is true of every text', async (operator) => {
    expect(await idsOf(emulator.url, where('MiddleName', operator))).toHaveLength(demo.resources.length);
    // Gender is a picklist, which may be null.
    expect(await idsOf(emulator.url, where('Gender', operator))).toEqual(
      await idsOf(emulator.url, where('Gender', 'IsNotNull')),
    );
  });

  test('SoundsLike takes a letter with an accent for the letter', async () => {
    expect(await namesOf(emulator.url, where('LastName', 'SoundsLike', 'Miller'))).toEqual([
      'paul.muller',
      'petra.mueller',
      'PETER.MUELLER',
    ]);
  });

  test.each([
    "' OR '1'='1",
    "'; DROP TABLE resources; --",
    '" OR ""="',
    "x') OR 1=1 --",
    'x\\',
    '${1+1}',
    '?',
    ':id',
    '@id',
    '%00',
  ])('%j is text, not SQL', async (text) => {
    for (const operator of MATRIX['string']!.filter((name) => !/^(not|is|less|greater)/i.test(name))) {
      expect(await idsOf(emulator.url, where('FirstName', operator, text))).toEqual([]);
    }
    expect(await idsOf(emulator.url, '')).toHaveLength(demo.resources.length);
  });
});

const RATED = demo.resources.filter(
  ({ SurveyResourceRating }) => typeof SurveyResourceRating === 'number',
).length;

describe('a filter on numbers', () => {
  const emulator = emulated();

  test.each([
    ['id', 'Equals', '29682885', 1],
    ['id', 'Equals', ' +29682885.0 ', 1],
    ['id', 'LessThan', '9223372036854775807', 30],
    ['id', 'GreaterThan', '-9223372036854775808', 30],
    ['id', 'Equals', '9007199254740993', 0],
    ['LocationID', 'LessThanOrEquals', '2147483647', 30],
    ['SurveyResourceRating', 'Equals', '4.8125', 1],
    ['SurveyResourceRating', 'Equals', '48125e-4', 1],
    ['SurveyResourceRating', 'LessThan', '1e308', RATED],
    ['SurveyResourceRating', 'Equals', '0', 1],
  ])('%s %s %s answers %i resources', async (field, operator, text, count) => {
    expect(await idsOf(emulator.url, where(field, operator, text))).toHaveLength(count);
  });
});
