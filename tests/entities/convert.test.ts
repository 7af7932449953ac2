import { convert, convertToStore, type ConversionFailure } from '../../src/entities/convert';
import type { FieldType, FieldValue } from '../../src/entities/field';
import { TimeZone } from '../../src/entities/time-zone';

const NEW_YORK = new TimeZone('America/New_York');

function converted(
  type: FieldType,
  text: string,
  timeZone = NEW_YORK,
): FieldValue | { why: ConversionFailure } {
  const result = convert({ type }, text, { timeZone });
  return result.ok ? result.value : { why: result.reason };
}

type Case = readonly [type: FieldType, text: string, value: FieldValue];

const ACCEPTED: readonly Case[] = [
  ...['1', 'true', 'True', 'TRUE', ' tRuE\r\n'].map((text) => ['boolean', text, true] as const),
  ...['0', 'false', 'False', 'FALSE', '\tfalse '].map((text) => ['boolean', text, false] as const),
  ...(['integer', 'long'] as const).flatMap((type): Case[] => [
    [type, '0', 0],
    [type, '-0', 0],
    [type, '7', 7],
    [type, '+7', 7],
    [type, '-7', -7],
    [type, '007', 7],
    [type, ' 7\n', 7],
    [type, '7.', 7],
    [type, '7.0', 7],
    [type, '7.0000', 7],
    [type, '2147483647', 2_147_483_647],
    [type, '-2147483648', -2_147_483_648],
  ]),
  ['long', '2147483648', 2_147_483_648],
  ['long', '9007199254740991', Number.MAX_SAFE_INTEGER],
  ['long', '9223372036854775807', 2 ** 63],
  ['long', '-9223372036854775808', -(2 ** 63)],
  ['short', '32767', 32_767],
  ['short', '-32768', -32_768],
  ...(['double', 'float', 'decimal'] as const).flatMap((type): Case[] => [
    [type, '0', 0],
    [type, '1.5', 1.5],
    [type, '+1.5', 1.5],
    [type, '-1.50', -1.5],
    [type, '.5', 0.5],
    [type, '.25', 0.25],
    [type, '5.', 5],
    [type, '1e3', 1000],
    [type, '1.5E-3', 0.0015],
    [type, ' 95.0000 ', 95],
    [type, '79228162514264337593543950335', 2 ** 96],
  ]),
  ['double', '1e308', 1e308],
  ['float', '-1e308', -1e308],
  ['string', '', ''],
  ['string', '  as\tit is\r\n ', '  as\tit is\r\n '],
  ['string', 'null', 'null'],
];

test.each(ACCEPTED)('a %s may be sent as %j', (type, text, expected) => {
  // -0 is 0.
  expect(converted(type, text) === expected).toBe(true);
});

test.each([
  ...['', ' ', 'yes', 'no', 'on', 't', '2', '-1', '1.0', '01', 'true1', 'wahr'].map((text) => [
    'boolean',
    text,
  ]),
  ...(['integer', 'long'] as const).flatMap((type) =>
    [
      '',
      ' ',
      'abc',
      '1.5',
      '1,000',
      '1e3',
      '0x10',
      '1 2',
      '--1',
      '+',
      '.0',
      'NaN',
      'Infinity',
      '٣',
      '1'.repeat(20),
    ].map((text) => [type, text]),
  ),
  ['integer', '2147483648'],
  ['integer', '-2147483649'],
  ['long', '9223372036854775808'],
  ['long', '-9223372036854775809'],
  ['short', '32768'],
  ['short', '-32769'],
  ['decimal', '7.93e28'],
  ...(['double', 'float', 'decimal'] as const).flatMap((type) =>
    ['', ' ', 'abc', '1,5', '.', 'e5', '1e', '1e400', '-1e400', 'NaN', 'Infinity', '0x10', '1 2', '$5'].map(
      (text) => [type, text],
    ),
  ),
] as [FieldType, string][])('a %s may not be sent as %j', (type, text) => {
  expect(converted(type, text)).toEqual({ why: type === 'boolean' ? 'boolean' : 'numeric' });
});

describe('a datetime', () => {
  test.each([
    ['2024-02-29', '2024-02-29T00:00:00.000'],
    [' 2024-02-29\n', '2024-02-29T00:00:00.000'],
    ['2024-02-29T13:14', '2024-02-29T13:14:00.000'],
    ['2024-02-29T13:14:15', '2024-02-29T13:14:15.000'],
    ['2024-02-29 13:14:15', '2024-02-29T13:14:15.000'],
    ['2024-02-29t13:14:15', '2024-02-29T13:14:15.000'],
    ['2024-02-29T13:14:15.1', '2024-02-29T13:14:15.100'],
    ['2024-02-29T13:14:15.123', '2024-02-29T13:14:15.123'],
    ['2024-02-29T13:14:15.1239999', '2024-02-29T13:14:15.123'],
    ['2024-02-29T23:59:59.9999999', '2024-02-29T23:59:59.999'],
    ['0001-01-01', '0001-01-01T00:00:00.000'],
    ['1582-10-10', '1582-10-10T00:00:00.000'],
    ['1800-06-01T12:00:00', '1800-06-01T12:00:00.000'],
    ['9999-12-31T23:59:59', '9999-12-31T23:59:59.000'],
    ['2/29/2024', '2024-02-29T00:00:00.000'],
    ['02/29/2024', '2024-02-29T00:00:00.000'],
    [' 12/1/1999 ', '1999-12-01T00:00:00.000'],
    ['2/29/2024 0:00', '2024-02-29T00:00:00.000'],
    ['2/29/2024 13:14', '2024-02-29T13:14:00.000'],
    ['2/29/2024 13:14:15', '2024-02-29T13:14:15.000'],
    ['2/29/2024 1:14 PM', '2024-02-29T13:14:00.000'],
    ['2/29/2024 01:14:15 pm', '2024-02-29T13:14:15.000'],
    ['2/29/2024 12:00:00 AM', '2024-02-29T00:00:00.000'],
    ['2/29/2024 12:00 PM', '2024-02-29T12:00:00.000'],
    ['2/29/2024  1:14PM', '2024-02-29T13:14:00.000'],
    ['2/29/2024, 1:14:15\u202fPM', '2024-02-29T13:14:15.000'],
  ])('%j is a wall-clock time of the tenant', (text, expected) => {
    expect(converted('datetime', text)).toBe(expected);
    // The forms have nothing to do with the zone.
    expect(converted('datetime', text, new TimeZone('Asia/Kolkata'))).toBe(expected);
  });

  test.each([
    ['2024-02-29T13:14:15Z', '2024-02-29T08:14:15.000'],
    ['2024-02-29T13:14:15z', '2024-02-29T08:14:15.000'],
    ['2024-02-29T13:14:15.5Z', '2024-02-29T08:14:15.500'],
    ['2024-02-29 13:14:15 Z', '2024-02-29T08:14:15.000'],
    ['2024-02-29T13:14Z', '2024-02-29T08:14:00.000'],
    ['2024-07-01T12:00:00Z', '2024-07-01T08:00:00.000'],
    ['2024-02-29T13:00:00+2', '2024-02-29T06:00:00.000'],
    ['2024-02-29T13:00:00+02', '2024-02-29T06:00:00.000'],
    ['2024-02-29T13:00:00-05:00', '2024-02-29T13:00:00.000'],
    ['2024-02-29T13:00:00-5:00', '2024-02-29T13:00:00.000'],
    ['2024-02-29T13:00:00.0000-08:00', '2024-02-29T16:00:00.000'],
    ['2024-02-29T13:00:00+0530', '2024-02-29T02:30:00.000'],
    ['2024-02-29T13:00:00+05:30', '2024-02-29T02:30:00.000'],
    ['2024-02-29T13:00:00+530', '2024-02-29T02:30:00.000'],
    ['2024-02-29T13:00:00+05:59', '2024-02-29T02:01:00.000'],
    ['2024-02-29T13:00:00+14:00', '2024-02-28T18:00:00.000'],
    ['2024-03-01T04:59:59Z', '2024-02-29T23:59:59.000'],
    ['/Date(1709212455123)/', '2024-02-29T08:14:15.123'],
    ['/Date(1709212455000+0200)/', '2024-02-29T08:14:15.000'],
    ['/Date(-86400000)/', '1969-12-30T19:00:00.000'],
    // An instant is never in the gap, whatever clock it is written by.
    ['2024-03-10T02:30:00Z', '2024-03-09T21:30:00.000'],
    ['2024-03-10T02:30:00-05:00', '2024-03-10T03:30:00.000'],
    // Both of the hours that are there twice.
    ['2024-11-03T05:30:00Z', '2024-11-03T01:30:00.000'],
    ['2024-11-03T06:30:00Z', '2024-11-03T01:30:00.000'],
  ])('%j, which has an offset, is turned into the time of the tenant', (text, expected) => {
    expect(converted('datetime', text)).toBe(expected);
  });

  test.each([
    ['0001-01-01T00:00:00Z', 'America/New_York', '0001-01-01T00:00:00.000'],
    ['9999-12-31T23:59:59.9999999Z', 'Asia/Tokyo', '9999-12-31T23:59:59.999'],
    ['9999-12-31T23:59:59-12:00', 'America/New_York', '9999-12-31T23:59:59.000'],
  ])('%j, an end of the calendar, stays what it is in %s', (text, zone, expected) => {
    expect(converted('datetime', text, new TimeZone(zone))).toBe(expected);
  });

  test.each([
    '',
    ' ',
    'today',
    '2024',
    '2024-02',
    '2024-2-9',
    '24-02-29',
    '29.02.2024',
    '29/02/2024',
    '02/30/2024',
    '2/29/2023',
    '0/1/2024',
    '2/29/24',
    '002/29/2024',
    '2-29-2024',
    '2024/02/29',
    '2/29/2024 13',
    '2/29/2024 24:00',
    '2/29/2024 13:60',
    '2/29/2024 13:14:60',
    '2/29/2024 0:14 AM',
    '2/29/2024 13:14 PM',
    '2/29/2024 1:14 XM',
    '2/29/2024T13:14',
    '2/29/2024 13:14Z',
    '/Date()/',
    '/Date(x)/',
    'Date(0)',
    '/Date(1.5)/',
    '/Date(0+1)/',
    'x/Date(0)/',
    '/Date(0)/x',
    '/Date(999999999999999)/',
    '/Date(-999999999999999)/',
    '20240229',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-01-01',
    '10000-01-01',
    '-2024-01-01',
    '2024-02-29T',
    '2024-02-29T13',
    '2024-02-29T24:00:00',
    '2024-02-29T13:60:00',
    '2024-02-29T13:00:60',
    '2024-02-29T13:00:00.',
    '2024-02-29T13:00:00.12345678',
    '2024-02-29T13:00:00,5',
    '2024-02-29T1:00:00',
    '2024-02-29 1:00 PM',
    '2024-02-29  13:00:00',
    '2024-02-29Z',
    '2024-02-29T13:00:00+',
    '2024-02-29T13:00:00+15',
    '2024-02-29T13:00:00+05:60',
    '2024-02-29T13:00:00+5:3',
    '2024-02-29T13:00:00 EST',
    '9999-12-31T23:59:59+15:00',
  ])('%j is none', (text) => {
    expect(converted('datetime', text)).toEqual({ why: 'date' });
  });

  test.each([
    ['2024-03-10T02:30', 'America/New_York'],
    ['2024-03-10T02:00:00.000', 'America/New_York'],
    ['2024-03-10T02:59:59.999', 'America/New_York'],
    ['3/10/2024 2:30 AM', 'America/New_York'],
    ['2024-03-31T02:30', 'Europe/Berlin'],
    ['2024-10-06T02:15', 'Australia/Lord_Howe'],
    ['2011-12-30', 'Pacific/Apia'],
    ['2011-12-30T23:59:59', 'Pacific/Apia'],
    ['2018-11-04', 'America/Sao_Paulo'],
  ])('%s is left out in %s', (text, zone) => {
    expect(converted('datetime', text, new TimeZone(zone))).toEqual({ why: 'gap' });
  });

  test.each([
    ['2024-03-10T01:59:59.999', 'America/New_York'],
    ['2024-03-10T03:00:00.000', 'America/New_York'],
    ['2024-03-10T02:30:00.000', 'America/Phoenix'],
    ['2024-03-10T02:30:00.000', 'Etc/UTC'],
    ['2024-11-03T01:30:00.000', 'America/New_York'],
    ['2024-10-06T02:30:00.000', 'Australia/Lord_Howe'],
    ['2011-12-29T23:59:59.999', 'Pacific/Apia'],
    ['2011-12-31T00:00:00.000', 'Pacific/Apia'],
  ])('%s is there in %s', (text, zone) => {
    expect(converted('datetime', text, new TimeZone(zone))).toBe(text);
  });
});

describe('a number is stored as it is, or not at all:', () => {
  test.each<readonly [type: FieldType, text: string, stored: number | undefined]>([
    ['long', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['long', '-9007199254740991.0', -Number.MAX_SAFE_INTEGER],
    ['long', '9007199254740992', undefined],
    ['long', '-9223372036854775808', undefined],
    ['decimal', '0.00005', 0.0001],
    ['decimal', '549755813887.9999', 549755813887.9999],
    ['decimal', '549755813888.0000', 549755813888],
    ['decimal', '549755813888.0001', undefined],
    ['decimal', '1e22', 1e22],
    ['decimal', '1.5E+13', 15000000000000],
    ['decimal', '150000000000000.00e-1', 15000000000000],
    ['decimal', '-.15e14', -15000000000000],
    ['decimal', '1.00000000000000001e28', undefined],
    ['decimal', '79228162514264337593543950335', undefined],
    ['decimal', `1${'0'.repeat(1_000_000)}e-999980`, undefined],
    ['double', '12345678901234567890', 12345678901234567000],
  ])('%s %s', (type, text, stored) => {
    const result = convertToStore({ type }, text, { timeZone: NEW_YORK });
    expect(result).toEqual(
      stored === undefined ? { ok: false, reason: 'digits' } : { ok: true, value: stored },
    );
  });
});
