import path from 'node:path';
import type { Emulator } from '../../src/server/emulator';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { start, temporaryFolder } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { emulated, idsOf, namesOf } from './emulated';
import { demo } from './naive';

const IDS = demo.resources.map(({ id }) => id).sort((a, b) => a - b);

const A = where('FirstName', 'Equals', 'Ada'); // ada.admin
const B = where('FirstName', 'Equals', 'Tom'); // tom.tech
const ACTIVE = where('Active', 'Equals', 'true');
const INACTIVE = where('Active', 'Equals', 'false'); // ina.active, frank.former, sue.smith, ivo.intern
const or = (inside: string): string => `<condition operator="OR">${inside}</condition>`;
const and = (inside: string): string => `<condition operator="AND">${inside}</condition>`;
const plain = (inside: string): string => `<condition>${inside}</condition>`;

describe('a query', () => {
  const emulator = emulated();

  test.each([
    ['FIELDS AND OPERATORS', where('FIRSTNAME', 'EQUALS', 'ada'), ['ada.admin']],
    ['fields and operators', where('firstname', 'equals', 'ada'), ['ada.admin']],
    ['iD', where('iD', 'gReaterThanOREquals', '29683051'), ['ivo.intern']],
    ['an operator with spaces', where('id', ' equals ', '29683051'), ['ivo.intern']],
    ['a field with line breaks', where('\n  id\t\n', 'equals', '29683051'), ['ivo.intern']],
  ])('takes names in any case: %s', async (_case, filter, names) => {
    expect(await namesOf(emulator.url, filter)).toEqual(names);
  });

  test.each([
    ['RESOURCE', 'resource', 30],
    ['resource', 'resource', 30],
    [' \n Resource ', 'resource', 30],
    ['rOLE', 'role', 8],
  ])('takes the entity %j', async (entity, entityResultType, count) => {
    const answer = await query(emulator.url, queryXml('', entity));
    expect(answer).toMatchObject({ returnCode: 1, entityResultType });
    expect(answer.entities).toHaveLength(count);
  });

  test('takes elements and attributes in any case', async () => {
    const text =
      '<QueryXML Version="1.0"><Entity>Resource</Entity><Query>' +
      '<Condition Operator="or"><Field UDF="false">id<Expression OP="Equals">29683051</Expression></Field></Condition>' +
      '</Query></QueryXML>';
    expect((await query(emulator.url, text)).entities.map(({ id }) => id)).toEqual(['29683051']);
  });

  test.each([
    ['no condition', '', IDS.length],
    ['an empty query element', ' \n ', IDS.length],
    ['a comment', '<!-- everybody -->', IDS.length],
  ])('with %s answers the first page', async (_case, filter, count) => {
    expect(await idsOf(emulator.url, filter)).toHaveLength(count);
  });

  test('with <query/> answers the first page', async () => {
    const { entities } = await query(emulator.url, '<queryxml><entity>Resource</entity><query/></queryxml>');
    expect(entities.map(({ id }) => Number(id))).toEqual(IDS);
  });

  test('that nothing satisfies is answered with an empty list', async () => {
    const answer = await query(emulator.url, queryXml(where('id', 'Equals', '1')));
    expect(answer).toMatchObject({ returnCode: 1, entityResultType: 'resource', entities: [], errors: [] });
    expect(answer.body).toContain('<EntityResults/>');
  });
});

describe('the structure of a query', () => {
  const emulator = emulated();

  test.each([
    ['fields are joined by AND', A + B, []],
    ['fields are joined by AND', ACTIVE + A, ['ada.admin']],
    [
      'the expressions of a field are joined by OR',
      '<field>FirstName<expression op="Equals">Ada</expression><expression op="BeginsWith">To</expression></field>',
      ['ada.admin', 'tom.tech'],
    ],
    [
      'the expressions of a field are joined by OR, whatever follows',
      '<field>FirstName<expression op="Equals">Ada</expression><expression op="Equals">Ina</expression></field>' +
        ACTIVE,
      ['ada.admin'],
    ],
    ['a condition joins what stands before it', A + or(B), ['ada.admin', 'tom.tech']],
    ['a condition says AND when it says nothing', A + plain(B), []],
    ['levels are read from left to right', A + or(INACTIVE) + and(ACTIVE), ['ada.admin']],
    ['levels are read from left to right', ACTIVE + and(A) + or(B), ['ada.admin', 'tom.tech']],
    ['levels are read from left to right', A + or(B) + INACTIVE, []],
    ['the first condition is joined to nothing', or(A), ['ada.admin']],
    ['the first condition is joined to nothing', or(A) + B, []],
    ['the first condition is joined to nothing', and(A) + or(B), ['ada.admin', 'tom.tech']],
    ['inside a condition, AND holds', or(A + B), []],
    ['inside a condition, AND holds', A + or(B + INACTIVE), ['ada.admin']],
    ['conditions stand in conditions', ACTIVE + and(A + or(B)), ['ada.admin', 'tom.tech']],
    ['conditions stand in conditions', INACTIVE + and(A + or(B)), []],
    ['conditions stand in conditions', and(plain(or(A))) + or(and(ACTIVE + B)), ['ada.admin', 'tom.tech']],
  ])('%s: %s', async (_rule, filter, names) => {
    expect(await namesOf(emulator.url, filter)).toEqual(names);
  });
});

const TOO_MANY_ORS = "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.";
const TOO_MANY_EXPRESSIONS = 'Invalid query syntax. Queries are limited to 700 or fewer expressions.';
const TOO_DEEP = 'Invalid query syntax. Conditions may be nested 32 levels deep.';
const TOO_LONG = 'The value is longer than 4000 characters in field: LastName.';

function expressions(count: number): string {
  return '<expression op="Equals">29683051</expression>'.repeat(count);
}

function nested(levels: number): string {
  return '<condition>'.repeat(levels) + A + '</condition>'.repeat(levels);
}

describe('the limits of a query', () => {
  const emulator = emulated();
  // A pattern is two comparisons more than a value: the costliest of conditions.
  const pattern = where('LastName', 'Like', '%') + where('LastName', 'Like', 'żu%');

  test.each([
    ['500 expressions of one field', `<field>id${expressions(500)}</field>`],
    [
      '500 expressions that are not all Equals',
      `<field>id<expression op="LessThan">1</expression>${expressions(499)}</field>`,
    ],
    [
      '500 conditions that say OR',
      where('id', 'Equals', '29683051') + or(where('id', 'Equals', '1')).repeat(500),
    ],
    ['700 fields', where('id', 'Equals', '29683051').repeat(700)],
    ['700 patterns', pattern.repeat(350)],
    ['700 patterns in as many conditions', plain(pattern).repeat(350)],
    [
      '500 patterns that say OR',
      where('LastName', 'Like', 'żu%') + or(where('LastName', 'Like', 'zz%')).repeat(500),
    ],
  ])('%s are answered', async (_case, filter) => {
    expect(await namesOf(emulator.url, filter)).toEqual(['ivo.intern']);
  });

  test.each([
    ['32 conditions in each other', nested(32)],
    [
      '32 conditions in each other that say OR',
      nested(32).replaceAll('<condition>', '<condition operator="OR">'),
    ],
  ])('%s are answered', async (_case, filter) => {
    expect(await namesOf(emulator.url, filter)).toEqual(['ada.admin']);
  });

  test('a value of 4000 characters is looked for', async () => {
    expect(await idsOf(emulator.url, where('LastName', 'Equals', 'x'.repeat(4000)))).toEqual([]);
    expect(await idsOf(emulator.url, where('LastName', 'Like', '%_'.repeat(2000)))).toEqual([]);
  });

  test.each([
    ['501 expressions of one field', `<field>id${expressions(501)}</field>`, TOO_MANY_ORS],
    ['501 conditions that say OR', A + or(A).repeat(501), TOO_MANY_ORS],
    ['two fields with 251 expressions', `<field>id${expressions(251)}</field>`.repeat(2), TOO_MANY_ORS],
    ['501 ORs deep inside', plain(plain(A + or(A).repeat(501))), TOO_MANY_ORS],
    ['701 fields', A.repeat(701), TOO_MANY_EXPRESSIONS],
    ['701 fields in conditions', plain(A).repeat(701), TOO_MANY_EXPRESSIONS],
    ['33 conditions in each other', nested(33), TOO_DEEP],
    ['a value of 4001 characters', where('LastName', 'Equals', 'x'.repeat(4001)), TOO_LONG],
    ['a pattern of 4001 characters', where('LastName', 'Like', '%'.repeat(4001)), TOO_LONG],
  ])('%s are refused', async (_case, filter, sentence) => {
    expect(await query(emulator.url, queryXml(filter))).toMatchObject({
      returnCode: -1,
      entities: [],
      errors: [sentence],
    });
  });
});

describe('pages', () => {
  const MANY = 1203;
  let folder: ReturnType<typeof temporaryFolder>;
  let emulator: Emulator;

  beforeAll(async () => {
    folder = temporaryFolder();
    const data = path.join(folder.path, 'atws.db');
    const tenant = demoTenant();
    const like = tenant.resources.find(({ UserName }) => UserName === 'mo.minimal')!;
    // Stored in another order than that of their ids.
    const more = Array.from({ length: MANY - tenant.resources.length }, (_, index) => ({
      ...like,
      id: 29_700_000 + ((index * 7919) % 100_000),
      UserName: `many.${index}`,
    }));
    const hasher = new Hasher(4);
    const everybody = { ...tenant, resources: [...more, ...tenant.resources] };
    await (await Store.open(data, (stores) => fillTenant(stores, everybody, hasher))).close();
    await hasher.close();
    emulator = await start({ store: 'file', data });
  });

  afterAll(async () => {
    await emulator.close();
    folder.remove();
  });

  test('have 500 resources by ascending id, and the next one starts behind the last id', async () => {
    const sizes: number[] = [];
    const all: number[] = [];
    for (let last = 0, more = true; more; last = all.at(-1) ?? 0) {
      const page = await idsOf(emulator.url, where('id', 'GreaterThan', String(last)));
      sizes.push(page.length);
      all.push(...page);
      more = page.length === 500;
    }
    expect(sizes).toEqual([500, 500, 203]);
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    expect(all).toHaveLength(MANY);
  });

  test.each([
    ['no filter', ''],
    ['a filter on text', where('LastName', 'BeginsWith', 'Min')],
    ['a filter with OR', A + or(where('LastName', 'Equals', 'minimal'))],
  ])('start with the least ids, with %s', async (_case, filter) => {
    const ids = await idsOf(emulator.url, filter);
    expect(ids).toHaveLength(500);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(ids[0]).toBeLessThan(29_700_000);
  });
});
