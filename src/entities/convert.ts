import type { Field, FieldType, FieldValue } from './field';
import type { TimeZone, WallClock } from './time-zone';

/** What a conversion needs to know of the tenant. */
export interface ConversionContext {
  readonly timeZone: TimeZone;
}

/** Why text is no value of a datatype. `gap`: the time is left out by daylight saving. */
export type ConversionFailure = 'numeric' | 'date' | 'boolean' | 'gap';

export type Conversion =
  { readonly ok: true; readonly value: FieldValue } | { readonly ok: false; readonly why: ConversionFailure };

/**
 * Turns text as clients send it into a value of the field's datatype.
 *
 * Text of a string field is taken as it is; everything else may have white space around it. The forms are
 * those that published clients send (booleans as 1/0 or true/false in any case, numbers as `1.0` for an
 * integer, dates with or without time, fraction and offset).
 */
export function convert(field: Pick<Field, 'type'>, text: string, context: ConversionContext): Conversion {
  return CONVERSIONS[field.type](text, context);
}

type Convert = (text: string, context: ConversionContext) => Conversion;

const CONVERSIONS: Readonly<Record<FieldType, Convert>> = {
  boolean: convertBoolean,
  datetime: convertDate,
  decimal: convertNumber,
  double: convertNumber,
  integer: (text) => convertWhole(text, 31n),
  long: (text) => convertWhole(text, 63n),
  string: value,
};

function value(converted: FieldValue): Conversion {
  return { ok: true, value: converted };
}

function failure(why: ConversionFailure): Conversion {
  return { ok: false, why };
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

function convertNumber(text: string): Conversion {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return failure('numeric');
  const number = Number(trimmed);
  return Number.isFinite(number) ? value(number) : failure('numeric');
}

/** `bits` without the sign. Values past 2^53 lose their last digits; ids never grow that far. */
function convertWhole(text: string, bits: bigint): Conversion {
  const [, digits] = /^([+-]?\d{1,19})(?:\.0*)?$/.exec(text.trim()) ?? [];
  if (digits === undefined) return failure('numeric');
  const whole = BigInt(digits.replace('+', ''));
  return whole >= -(2n ** bits) && whole < 2n ** bits ? value(Number(whole)) : failure('numeric');
}

const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?\s*(Z|[+-]\d{1,2}(?::?\d{2})?)?)?$/i;

function convertDate(text: string, { timeZone }: ConversionContext): Conversion {
  const match = DATE.exec(text.trim());
  if (!match) return failure('date');
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset] = match;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const wallClock = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}`;
  if (!isCalendarTime(wallClock)) return failure('date');
  if (offset === undefined) return timeZone.shows(wallClock) ? value(wallClock) : failure('gap');
  const minutes = offsetMinutes(offset);
  if (minutes === undefined) return failure('date');
  // The least and the greatest date of .NET stay what they are: no zone moves them out of the calendar.
  if (year === '0001' || year === '9999') return value(wallClock);
  return value(timeZone.wallClock(new Date(new Date(`${wallClock}Z`).getTime() - minutes * 60_000)));
}

/** `new Date` moves February 30th on to March; a real time reads back as it was written. There is no year 0. */
function isCalendarTime(wallClock: WallClock): boolean {
  const date = new Date(`${wallClock}Z`);
  return date.getUTCFullYear() > 0 && date.toISOString() === `${wallClock}Z`;
}

function offsetMinutes(offset: string): number | undefined {
  if (offset.toUpperCase() === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const hours = Number(digits.length <= 2 ? digits : digits.slice(0, -2));
  const minutes = Number(digits.length <= 2 ? 0 : digits.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
