import { LOGINS, STORES } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { emulated, idsOf, namesOf, StoppedClock } from './emulated';
import { demo, naiveIds } from './naive';

const READER = { login: LOGINS.reader };

/** user name -> InternalCost, for the days on which it changes. Missing: 0. */
const COSTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2014-12-31': {
    'harriet.smith': '175.0000',
    JSmyth: '55.0000',
    'fiona.obrien': '60.0000',
    'tom.tech': '0.0000',
  },
  '2015-01-01': { 'tom.tech': '48.5000' },
  '2019-12-31': {
    'tom.tech': '48.5000',
    JSmyth: '55.0000',
    'ada.admin': '0.0000',
    'rene.lefevre': '51.0000',
  },
  '2020-01-01': {
    'tom.tech': '62.5000',
    JSmyth: '0.0000',
    'ada.admin': '95.0000',
    'fiona.obrien': '82.1234',
  },
  '2024-12-31': { 'night.and.day': '25.0000', 'petra.mueller': '71.2500', 'frank.former': '0.0000' },
  '2025-01-01': { 'night.and.day': '0.0000', 'paul.muller': '0.0000', 'emma.empty': '0.0000' },
  '2090-01-01': { 'paul.muller': '140.0000', 'fiona.obrien': '99.9999' },
  '2099-01-01': {
    'paul.muller': '0.0000',
    'petra.mueller': '0.0000',
    'ada.admin': '0.0000',
    'harriet.smith': '175.0000',
  },
};

describe.each(STORES)('InternalCost, with the data in %s', (store) => {
  const clock = new StoppedClock('2024-02-29T17:00:00Z');
  const emulator = emulated({ store, clock });

  test.each(Object.entries(COSTS))('is the amount of that day, or 0: %s', async (day, costs) => {
    clock.set(`${day}T17:00:00Z`);
    const { entities } = await query(emulator.url, queryXml(''));
    const costOf = new Map(entities.map(({ UserName, InternalCost }) => [UserName, InternalCost]));
    expect(costOf.size).toBe(demo.resources.length);
    for (const [name, cost] of Object.entries(costs)) {
      expect([name, costOf.get(name)]).toEqual([name, cost]);
      const filter = where('UserName', 'Equals', name) + where('InternalCost', 'Equals', cost);
      expect(await namesOf(emulator.url, filter)).toEqual([name]);
    }
  });

  test.each(['2014-12-31', '2024-02-29', '2095-06-01'])('may be filtered by: %s', async (today) => {
    clock.set(`${today}T17:00:00Z`);
    const expressions = [
      { operator: 'GreaterThanOrEquals', text: '99.9999' },
      { operator: 'Equals', text: '55' },
    ];
    const clause = { kind: 'field', name: 'InternalCost', userDefined: false, expressions } as const;
    const filter =
      '<field>InternalCost<expression op="GreaterThanOrEquals">99.9999</expression>' +
      '<expression op="Equals">55</expression></field>';
    const expected = naiveIds([clause], { mayViewInternalCost: true, today });
    expect(expected.length).toBeGreaterThan(0);
    expect(await idsOf(emulator.url, filter)).toEqual(expected);
  });

  test('changes at midnight of the tenant, not of the server', async () => {
    const tom = where('UserName', 'Equals', 'tom.tech');
    for (const [instant, cost] of [
      ['2020-01-01T04:59:59.999Z', '48.5000'],
      ['2020-01-01T05:00:00.000Z', '62.5000'],
    ] as const) {
      clock.set(instant);
      const [found] = (await query(emulator.url, queryXml(tom))).entities;
      expect([instant, found?.['InternalCost']]).toEqual([instant, cost]);
    }
  });

  test('is not shown to who may not view it', async () => {
    clock.set('2024-02-29T17:00:00Z');
    const { entities, body } = await query(emulator.url, queryXml(''), READER);
    expect(entities).toHaveLength(demo.resources.length);
    expect(body).not.toContain('InternalCost');
  });

  test.each([
    ['Equals', '0', 0],
    ['Equals', '175', 0],
    ['NotEqual', '175', 0],
    ['GreaterThan', '-1', 0],
    ['LessThan', '1000', 0],
    ['GreaterThanOrEquals', '0', 0],
    ['LessThanOrEquals', '1000', 0],
    ['IsNotNull', '', 0],
    ['IsNull', '', demo.resources.length],
  ])('cannot be inferred by filters of who may not view it: %s %s', async (operator, text, count) => {
    expect(await idsOf(emulator.url, where('InternalCost', operator, text), READER)).toHaveLength(count);
  });

  test('cannot be inferred by OR either', async () => {
    const filter =
      '<field>InternalCost<expression op="Equals">175</expression><expression op="Equals">95</expression></field>' +
      `<condition operator="OR">${where('InternalCost', 'GreaterThan', '0')}${where('Active', 'Equals', '1')}</condition>`;
    expect(await idsOf(emulator.url, filter, READER)).toEqual([]);
    expect(await idsOf(emulator.url, filter)).not.toEqual([]);
  });

  test('is still refused where the operator or the value is none, whoever asks', async () => {
    expect(
      (await query(emulator.url, queryXml(where('InternalCost', 'Equals', 'x')), READER)).errors,
    ).toEqual(['Can not convert data to numeric in field: InternalCost.']);
  });
});

describe('a filter on dates', () => {
  const clock = new StoppedClock('2024-02-29T17:00:00Z');
  const emulator = emulated({ clock });
  // gwen.client was hired on 2024-02-29; emma.empty and mo.minimal on 2025-01-06.

  test.each([
    ['2024-02-29T04:59:59.999Z', []],
    ['2024-02-29T05:00:00.000Z', ['gwen.client']],
    ['2024-02-29T17:00:00.000Z', ['gwen.client']],
    ['2024-03-01T04:59:59.999Z', ['gwen.client']],
    ['2024-03-01T05:00:00.000Z', []],
    ['2025-01-06T12:00:00.000Z', ['emma.empty', 'mo.minimal']],
  ])('IsThisDay at %s is the day of the tenant', async (now, names) => {
    clock.set(now);
    expect(await namesOf(emulator.url, where('HireDate', 'IsThisDay'))).toEqual(names);
    expect(await namesOf(emulator.url, where('HireDate', 'isthisday', ' \n '))).toEqual(names);
  });

  test.each([
    ['2024-02-29', ['gwen.client']],
    ['2024-02-29T00:00:00', ['gwen.client']],
    ['2024-02-29 23:59:59.999', ['gwen.client']],
    ['2/29/2024', ['gwen.client']],
    ['02/29/2024 11:59:59 PM', ['gwen.client']],
    ['/Date(1709182800000)/', ['gwen.client']],
    ['2024-02-29T04:59:59Z', []],
    ['2024-02-29T05:00:00Z', ['gwen.client']],
    ['2024-03-01T04:59:59.9999Z', ['gwen.client']],
    ['2024-02-29T00:00:00+14:00', []],
    ['2025-01-06', ['emma.empty', 'mo.minimal']],
    ['1999-01-01', []],
    ['0001-01-01', []],
    ['9999-12-31T23:59:59.999', []],
  ])('IsThisDay with a value is that day of the tenant, whatever today is: %s', async (text, names) => {
    clock.set('2023-06-15T12:00:00Z');
    expect(await namesOf(emulator.url, where('HireDate', 'IsThisDay', text))).toEqual(names);
  });

  test('several days in one field are any of them, today among them', async () => {
    clock.set('2024-02-29T12:00:00Z');
    const days = ['2025-01-06', '', '1999-01-01']
      .map((day) => `<expression op="IsThisDay">${day}</expression>`)
      .join('');
    expect(await namesOf(emulator.url, `<field>HireDate${days}</field>`)).toEqual([
      'gwen.client',
      'emma.empty',
      'mo.minimal',
    ]);
  });

  test('IsThisDay beside other operators of its field is one of several', async () => {
    const filter =
      '<field>HireDate<expression op="IsThisDay">2024-02-29</expression>' +
      '<expression op="GreaterThan">2025-01-01</expression></field>';
    expect(await namesOf(emulator.url, filter)).toEqual(['gwen.client', 'emma.empty', 'mo.minimal']);
  });

  test.each(['yesterday', '2024-02-30', '29', '2024-02-29T25:00:00'])(
    'IsThisDay refuses what is no day: %s',
    async (text) => {
      const { errors } = await query(emulator.url, queryXml(where('HireDate', 'IsThisDay', text)));
      expect(errors).toEqual(['Can not convert data to date in field: HireDate.']);
    },
  );

  test.each([
    ['Equals', '2024-02-29', ['gwen.client']],
    ['Equals', '2024-02-29T00:00:00', ['gwen.client']],
    ['Equals', '2024-02-29 00:00:00', ['gwen.client']],
    ['Equals', '2024-02-29T00:00:00.000', ['gwen.client']],
    ['Equals', '2024-02-29T05:00:00Z', ['gwen.client']],
    ['Equals', '2024-02-29T06:00:00.0000+1', ['gwen.client']],
    ['Equals', '2024-02-28T21:00:00-08:00', ['gwen.client']],
    ['Equals', '2024-02-29T00:00:00Z', []],
    ['GreaterThan', '2024-02-29', ['emma.empty', 'mo.minimal']],
    ['GreaterThanOrEquals', '2024-02-29', ['gwen.client', 'emma.empty', 'mo.minimal']],
    ['GreaterThan', '2024-02-28T23:59:59.999', ['gwen.client', 'emma.empty', 'mo.minimal']],
    ['GreaterThan', '2024-02-29T04:59:59Z', ['gwen.client', 'emma.empty', 'mo.minimal']],
    ['LessThan', '2000-01-01', []],
    ['LessThanOrEquals', '2000-01-01', ['administrator']],
    ['LessThan', '2000-01-01T00:00:00.001', ['administrator']],
    ['LessThan', '0001-01-01T00:00:00Z', []],
    ['GreaterThan', '9999-12-31T23:59:59.9999999Z', []],
  ])('HireDate %s %s', async (operator, text, names) => {
    expect(await namesOf(emulator.url, where('HireDate', operator, text))).toEqual(names);
  });

  test.each([
    ['GreaterThan', '0001-01-01T00:00:00Z'],
    ['LessThan', '9999-12-31T23:59:59.9999999Z'],
    ['LessThan', '9999-12-31T23:59:59.9999999-12:00'],
    ['NotEqual', '1753-01-01'],
  ])('HireDate %s %s is true of everybody', async (operator, text) => {
    expect(await idsOf(emulator.url, where('HireDate', operator, text))).toHaveLength(demo.resources.length);
  });
});

describe('in another time zone', () => {
  const clock = new StoppedClock('2024-02-28T15:00:00Z');
  const emulator = emulated({ clock, timeZone: 'Asia/Tokyo' });

  test('a day with an offset is the day that it is there', async () => {
    const on = (text: string): Promise<unknown> =>
      namesOf(emulator.url, where('HireDate', 'IsThisDay', text));
    expect(await on('2024-02-28T15:00:00Z')).toEqual(['gwen.client']);
    expect(await on('2024-02-28T14:59:59Z')).toEqual([]);
    expect(await on('2024-02-29')).toEqual(['gwen.client']);
  });

  test('IsThisDay and offsets follow that zone', async () => {
    expect(await namesOf(emulator.url, where('HireDate', 'IsThisDay'))).toEqual(['gwen.client']);
    expect(await namesOf(emulator.url, where('HireDate', 'Equals', '2024-02-28T15:00:00Z'))).toEqual([
      'gwen.client',
    ]);
  });
});

describe('where clocks are put forward at midnight', () => {
  const clock = new StoppedClock('2024-02-28T15:00:00Z');
  const emulator = emulated({ clock, timeZone: 'America/Sao_Paulo' });

  test('a day without its first hour is a day, and a time in that hour no time', async () => {
    const { errors } = await query(emulator.url, queryXml(where('HireDate', 'IsThisDay', '2018-11-04')));
    expect(errors).toEqual([]);
    expect((await query(emulator.url, queryXml(where('HireDate', 'Equals', '2018-11-04')))).errors).toEqual([
      expect.stringContaining('does not exist in the time zone America/Sao_Paulo'),
    ]);
  });
});

describe.each(STORES)('what never leaves the emulator, with the data in %s', (store) => {
  const emulator = emulated({ store });

  test.each(['Password', 'DefaultServiceDeskRoleID', 'passwordHash', 'password_hash', '$2b$'])(
    '%s is in no answer',
    async (secret) => {
      const { entities, body } = await query(emulator.url, queryXml(''));
      expect(entities).toHaveLength(demo.resources.length);
      expect(body).not.toContain(secret);
    },
  );

  test.each(
    ['Password', 'DefaultServiceDeskRoleID'].flatMap((field) =>
      ['Equals', 'NotEqual', 'IsNull', 'IsNotNull', 'LIKE'].map((operator) => [field, operator]),
    ),
  )('%s cannot be filtered by with %s', async (field, operator) => {
    for (const written of [field, field.toUpperCase()]) {
      expect((await query(emulator.url, queryXml(where(written, operator, '1')))).errors).toEqual([
        `The field ${field} of the Resource Entity cannot be queried.`,
      ]);
    }
  });
});

describe('Password', () => {
  const emulator = emulated({ passwordMask: true });

  test('is answered as ****** where that is wished for', async () => {
    const { entities } = await query(emulator.url, queryXml(''));
    expect(new Set(entities.map(({ Password }) => Password))).toEqual(new Set(['******']));
  });
});
