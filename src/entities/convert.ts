// Converts the text of a field to its datatype.
import type { Field, FieldType, FieldValue } from './field';
import type { TimeZone, WallClock } from './time-zone';

/** The properties of the tenant that a conversion depends on. */
export interface ConversionContext {
  readonly timeZone: TimeZone;
}

/**
 * The reason why a text is no value of a datatype. `gap`: a time that daylight saving skips; `digits`: a number of which
 * the store would lose some.
 */
export type ConversionFailure = 'numeric' | 'date' | 'boolean' | 'gap' | 'digits';

export type Conversion =
  | { readonly ok: true; readonly value: FieldValue }
  | { readonly ok: false; readonly reason: ConversionFailure };

/**
 * Converts the text of a field, from a client or a file, into a value of the field's datatype.
 *
 * The text of a string field stays as it is; other datatypes may have white space around them. The accepted forms are
 * those of published clients (booleans as 1/0 or true/false in any case, numbers as `1.0` for an integer, dates with
 * or without time, fraction and offset), and further forms of dates in files.
 */
export function convert(field: Pick<Field, 'type'>, text: string, context: ConversionContext): Conversion {
  return CONVERSIONS[field.type](text, context);
}

/** Converts a text into the value that is stored: money has four decimals (recorded), and no digits are lost. */
export function convertToStore(
  field: Pick<Field, 'type'>,
  text: string,
  context: ConversionContext,
): Conversion {
  const converted = convert(field, text, context);
  if (!converted.ok || typeof converted.value !== 'number') return converted;
  const { value: number } = converted;
  if (field.type === 'decimal') {
    return hasItsDigits(text, number) ? value(Number(number.toFixed(4))) : failure('digits');
  }
  return field.type === 'long' && !Number.isSafeInteger(number) ? failure('digits') : converted;
}

/** Up to here, the doubles are closer to each other than the fourth decimal. */
const FOUR_DECIMALS = 2 ** 39;

/** More than any decimal needs; a text with very many digits would take long to read. */
const MOST_CHARACTERS = 100;

/** Whether a decimal is the number that its text is, rounded to four decimals. */
function hasItsDigits(text: string, number: number): boolean {
  if (Math.abs(number) < FOUR_DECIMALS) return true;
  if (!Number.isInteger(number) || text.length > MOST_CHARACTERS) return false;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.trim()) ?? [];
  const written = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const power = Number(exponent) - fraction.length;
  return power < 0
    ? written === BigInt(number) * 10n ** BigInt(-power)
    : written * 10n ** BigInt(power) === BigInt(number);
}

type Convert = (text: string, context: ConversionContext) => Conversion;

const CONVERSIONS: Readonly<Record<FieldType, Convert>> = {
  boolean: convertBoolean,
  datetime: convertDate,
  // 96 bits, and a sign.
  decimal: (text) => convertNumber(text, 2 ** 96),
  double: (text) => convertNumber(text, Number.MAX_VALUE),
  float: (text) => convertNumber(text, Number.MAX_VALUE),
  integer: (text) => convertWhole(text, 31n),
  long: (text) => convertWhole(text, 63n),
  short: (text) => convertWhole(text, 15n),
  string: value,
};

function value(converted: FieldValue): Conversion {
  return { ok: true, value: converted };
}

function failure(reason: ConversionFailure): Conversion {
  return { ok: false, reason };
}

function convertBoolean(text: string): Conversion {
  switch (text.trim().toLowerCase()) {
    case '1':
    case 'true':
      return value(true);
    case '0':
    case 'false':
      return value(false);
    default:
      return failure('boolean');
  }
}

function convertNumber(text: string, greatest: number): Conversion {
  const trimmed = text.trim();
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) return failure('numeric');
  const number = Number(trimmed);
  return Math.abs(number) <= greatest ? value(number) : failure('numeric');
}

/** `bits`: without the sign. Values above 2^53 lose their last digits, which a comparison can do without. */
function convertWhole(text: string, bits: bigint): Conversion {
  const [, digits] = /^([+-]?\d{1,19})(?:\.0*)?$/.exec(text.trim()) ?? [];
  if (digits === undefined) return failure('numeric');
  const whole = BigInt(digits);
  return whole >= -(2n ** bits) && whole < 2n ** bits ? value(Number(whole)) : failure('numeric');
}

/** A time of day; the fraction is one of .NET, in tenths of microseconds. */
const TIME = String.raw`(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,7}))?)?`;

/**
 * The forms of a date: ISO 8601, as clients of the service send it; month, day and year, as Excel and PowerShell
 * write them in the United States, where the service is at home; milliseconds since 1970, as Windows PowerShell
 * writes them in JSON, where the offset does not change the instant.
 */
const DATES = [
  new RegExp(
    String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ]${TIME}\s*(?<offset>Z|[+-]\d{1,2}(?::?\d{2})?)?)?$`,
    'i',
  ),
  /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})(?:,?\s+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?(?:\s*(?<half>[AP])M)?)?$/i,
  /^\/Date\((?<milliseconds>-?\d{1,15})(?:[+-]\d{4})?\)\/$/,
];

type DateParts = Readonly<Partial<Record<string, string>>>;

function convertDate(text: string, { timeZone }: ConversionContext): Conversion {
  const trimmed = text.trim();
  const parts: DateParts | undefined = DATES.map((form) => form.exec(trimmed)?.groups).find(Boolean);
  if (!parts) return failure('date');
  const { year, milliseconds, offset } = parts;
  if (milliseconds !== undefined) return convertInstant(Number(milliseconds), timeZone);
  const wallClock = wallClockOf(parts);
  if (!isCalendarTime(wallClock)) return failure('date');
  if (offset === undefined) return timeZone.shows(wallClock) ? value(wallClock) : failure('gap');
  const minutes = offsetMinutes(offset);
  if (minutes === undefined) return failure('date');
  // The least and the greatest date of .NET are not converted: a zone would move them out of the calendar.
  if (year === '0001' || year === '9999') return value(wallClock);
  return convertInstant(new Date(`${wallClock}Z`).getTime() - minutes * 60_000, timeZone);
}

function wallClockOf(parts: DateParts): WallClock {
  const { year = '', month = '', day = '', minute = '00', second = '00', fraction = '' } = parts;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return `${date}T${hourOfDay(parts)}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}

/** The hour of a 12- or 24-hour clock in two digits; not an hour where that clock has none such. */
function hourOfDay({ hour = '0', half }: DateParts): string {
  const shown = Number(hour);
  if (half === undefined) return hour.padStart(2, '0');
  if (shown < 1 || shown > 12) return '';
  return String((shown % 12) + (half.toUpperCase() === 'P' ? 12 : 0)).padStart(2, '0');
}

function convertInstant(milliseconds: number, timeZone: TimeZone): Conversion {
  const wallClock = timeZone.wallClock(new Date(milliseconds));
  return isCalendarTime(wallClock) ? value(wallClock) : failure('date');
}

/** `new Date` moves February 30th on to March; only a valid date reads back as it was written. There is no year 0. */
function isCalendarTime(wallClock: WallClock): boolean {
  const date = new Date(`${wallClock}Z`);
  // The year of an invalid date is NaN.
  return date.getUTCFullYear() > 0 && date.toISOString() === `${wallClock}Z`;
}

function offsetMinutes(offset: string): number | undefined {
  // Z has no digits: Number('') is 0.
  const digits = offset.slice(1).replace(':', '');
  const hours = Number(digits.length <= 2 ? digits : digits.slice(0, -2));
  const minutes = Number(digits.length <= 2 ? 0 : digits.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
