import type { TimeZone } from '../entities/time-zone';
import { sentence } from '../refusals/refusal';
import { NotText, type SubmittedValue } from '../updates/submitted-value';
import type { QName } from '../xml/element';

/*
 * The real service is written in Visual Basic. Its framework makes an object of a value by xsi:type, and refuses the
 * request where the text is none of that type; the service then makes a text of the object (recorded: "Conversion
 * from type 'Object' to type 'String' is not valid."), and of the text a value of the field. This file is the first
 * half; the conversion of the text is the same for all values (entities/convert.ts).
 */

/** A text that does not fit its `xsi:type`. The message is the framework's. */
export class ValueProblem extends Error {
  override readonly name = 'ValueProblem';
}

/** The settings of reading a value. */
export interface ValueContext {
  /** The zone of the server, to which dates with an offset are converted. */
  readonly timeZone: TimeZone;
  /** Quotes a text for a message. */
  readonly quoted: (text: string) => string;
}

/**
 * The text that the real service makes of a value with an `xsi:type`; undefined for a type that is not a simple type of
 * the framework. Throws a ValueProblem.
 */
export function typedValue(type: QName, text: string, context: ValueContext): SubmittedValue | undefined {
  const types = SCHEMAS.has(type.namespace) ? SCHEMA_TYPES : type.namespace === MICROSOFT ? OWN_TYPES : NONE;
  const read = types.get(type.local);
  // An empty element with a type clears its field.
  return read && (text === '' ? '' : read(text, context));
}

/** Whether a type is anyType or anySimpleType. */
export function isAnyType({ namespace, local }: QName): boolean {
  return local === 'anyType' && SCHEMAS.has(namespace);
}

/** The namespaces that the framework accepts for XML Schema. */
const SCHEMAS: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/XMLSchema',
  'http://www.w3.org/2000/10/XMLSchema',
  'http://www.w3.org/1999/XMLSchema',
  'http://schemas.xmlsoap.org/soap/encoding/',
  'http://www.w3.org/2003/05/soap-encoding',
]);

/** The namespace of .NET types that XML Schema lacks. */
const MICROSOFT = 'http://microsoft.com/wsdl/types/';

type Read = (text: string, context: ValueContext) => SubmittedValue;

const asItIs: Read = (text) => text;

const unsignedShort = whole(0n, 2n ** 16n - 1n, 'a UInt16');

const SCHEMA_TYPES: ReadonlyMap<string, Read> = new Map<string, Read>([
  ...texts('string', 'normalizedString', 'token', 'language', 'Name', 'NCName', 'NMTOKEN', 'NMTOKENS'),
  ...texts('ID', 'IDREF', 'IDREFS', 'ENTITY', 'ENTITIES', 'NOTATION', 'anyURI', 'duration'),
  ...texts('gYear', 'gYearMonth', 'gMonth', 'gMonthDay', 'gDay'),
  // The framework keeps whole numbers of any size as text.
  ...texts('integer', 'positiveInteger', 'negativeInteger', 'nonPositiveInteger', 'nonNegativeInteger'),
  ['byte', whole(-128n, 127n, 'a signed byte')],
  ['unsignedByte', whole(0n, 255n, 'an unsigned byte')],
  ['short', whole(-(2n ** 15n), 2n ** 15n - 1n, 'an Int16')],
  ['unsignedShort', unsignedShort],
  ['int', whole(-(2n ** 31n), 2n ** 31n - 1n, 'an Int32')],
  ['unsignedInt', whole(0n, 2n ** 32n - 1n, 'a UInt32')],
  ['long', whole(-(2n ** 63n), 2n ** 63n - 1n, 'an Int64')],
  ['unsignedLong', whole(0n, 2n ** 64n - 1n, 'a UInt64')],
  ['float', floating(7, Math.fround, 'a Single')],
  ['double', floating(15, Number, 'a Double')],
  ['decimal', decimal],
  ['boolean', boolean],
  ['dateTime', dateTime],
  ['date', date],
  ['time', time],
  ['base64Binary', base64],
  ['base64', base64],
  ['hexBinary', hexadecimal],
  ['QName', () => new NotText('XmlQualifiedName')],
]);

const OWN_TYPES: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['char', char],
  ['guid', guid],
]);

const NONE: ReadonlyMap<string, Read> = new Map();

function texts(...names: readonly string[]): readonly (readonly [string, Read])[] {
  return names.map((name) => [name, asItIs]);
}

function whole(least: bigint, greatest: bigint, type: string): Read {
  const [low, high] = [Number(least), Number(greatest)];
  return (text) => {
    const [, sign = '', written] = /^\s*([+-]?)(\d+)\s*$/.exec(text) ?? [];
    if (written === undefined) throw new ValueProblem(sentence('numberNotReadable'));
    const digits = withoutLeadingZeros(written) || '0';
    // No type has more than 20 digits, and parsing very many would be slow.
    if (digits.length > 20) throw outOfRange(type);
    const number = sign === '-' && digits !== '0' ? `-${digits}` : digits;
    const isInRange =
      digits.length > DIGITS_OF_A_NUMBER
        ? BigInt(number) >= least && BigInt(number) <= greatest
        : Number(number) >= low && Number(number) <= high;
    if (!isInRange) throw outOfRange(type);
    return number;
  };
}

/** Not by the expression that matches the digits, whose backtracking over zeros takes seconds in a long request. */
function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, '');
}

/** The digits that a JavaScript number holds exactly; its comparison is much faster than that of a bigint. */
const DIGITS_OF_A_NUMBER = 15;

function floating(precision: number, rounded: (number: number) => number, type: string): Read {
  return (text) => {
    const trimmed = text.trim();
    const word = WORDS.get(trimmed);
    if (word !== undefined) return word;
    if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) {
      throw new ValueProblem(sentence('numberNotReadable'));
    }
    const number = rounded(Number(trimmed));
    if (!Number.isFinite(number)) throw outOfRange(type);
    return general(number, precision);
  };
}

/** The values that are not finite, and their texts in the framework. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['NaN', 'NaN'],
  ['INF', 'Infinity'],
  ['Infinity', 'Infinity'],
  ['-INF', '-Infinity'],
  ['-Infinity', '-Infinity'],
]);

/** A number in the "general" format of .NET: up to `precision` digits, else with an exponent. */
function general(number: number, precision: number): string {
  if (number === 0) return '0';
  const [digits = '', exponent] = number.toExponential(precision - 1).split('e');
  const power = Number(exponent);
  if (power > -5 && power < precision) return String(Number(number.toPrecision(precision)));
  const mantissa = digits.replace(/\.?0+$/, '');
  return `${mantissa}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const GREATEST_DECIMAL = 2n ** 96n - 1n;
const MOST_DECIMALS = 28;

/** A decimal, which keeps its trailing zeros: 1.50 stays 1.50. */
function decimal(text: string): string {
  const match = /^\s*([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?\s*$/.exec(text);
  if (!match) throw new ValueProblem(sentence('numberNotReadable'));
  const [, sign, integer = '', fraction = ''] = match;
  const size = sizeOfDecimal(withoutLeadingZeros(integer), fraction);
  return sign === '-' && /[1-9]/.test(size) ? `-${size}` : size;
}

/** Rounded to the decimals that 96 bits can hold. */
function sizeOfDecimal(integer: string, fraction: string): string {
  if (integer.length + fraction.length <= MOST_DECIMALS) {
    return fraction === '' ? integer || '0' : `${integer || '0'}.${fraction}`;
  }
  const most = integer.length > 29 ? -1 : Math.min(fraction.length, MOST_DECIMALS);
  for (let decimals = most; decimals >= 0; decimals -= 1) {
    const isUp = fraction.charAt(decimals) >= '5';
    const scaled = BigInt(`0${integer}${fraction.slice(0, decimals)}`) + (isUp ? 1n : 0n);
    if (scaled > GREATEST_DECIMAL) continue;
    const digits = String(scaled).padStart(decimals + 1, '0');
    return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  }
  throw outOfRange('a Decimal');
}

function outOfRange(type: string): ValueProblem {
  return new ValueProblem(sentence('numberOutOfRange', { type }));
}

function boolean(text: string, { quoted }: ValueContext): string {
  switch (text.trim()) {
    case '1':
    case 'true':
      return 'True';
    case '0':
    case 'false':
      return 'False';
    default:
      throw new ValueProblem(sentence('booleanNotReadable', { value: quoted(text) }));
  }
}

const OFFSET = String.raw`(?<offset>Z|[+-](?:0\d|1[0-4]):[0-5]\d)?`;
const DATE = String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`;
const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d+))?`;
const DATE_TIME_FORM = new RegExp(String.raw`^\s*${DATE}(?:T${TIME})?${OFFSET}\s*$`);
const DATE_FORM = new RegExp(String.raw`^\s*${DATE}${OFFSET}\s*$`);
const TIME_FORM = new RegExp(String.raw`^\s*${TIME}${OFFSET}\s*$`);

function dateTime(text: string, { timeZone, quoted }: ValueContext): string {
  const shown = dateText(DATE_TIME_FORM.exec(text)?.groups, timeZone);
  if (shown === undefined) throw new ValueProblem(sentence('dateTimeNotReadable', { value: quoted(text) }));
  return shown;
}

function date(text: string, { timeZone }: ValueContext): string {
  const shown = dateText(DATE_FORM.exec(text)?.groups, timeZone);
  if (shown === undefined) throw new ValueProblem(sentence('dateNotReadable'));
  return shown;
}

/** A time without a day, whose offset is ignored. */
function time(text: string, { timeZone }: ValueContext): string {
  const parts = TIME_FORM.exec(text)?.groups;
  const shown = parts && dateText({ ...parts, ...NO_DAY, offset: undefined }, timeZone);
  if (shown === undefined) throw new ValueProblem(sentence('dateNotReadable'));
  return shown;
}

/** The parts of a date as written; undefined for a missing fraction. */
type DateParts = Readonly<Record<string, string | undefined>>;

/** The least date of .NET, which means no date. */
const NO_DAY = { year: '0001', month: '01', day: '01' };

/** A date as Visual Basic writes it in the United States; undefined for a date that does not exist. */
function dateText(parts: DateParts | undefined, timeZone: TimeZone): string | undefined {
  if (!parts || !isReal(parts)) return undefined;
  const { offset = 'Z', year, month, day, hour = '00', minute = '00', second = '00', fraction } = parts;
  if (offset === 'Z') return americanText(parts);
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  const shown = DATE_TIME_FORM.exec(
    timeZone.wallClock(instant).slice(0, 'yyyy-MM-ddTHH:mm:ss'.length),
  )?.groups;
  // A date that the offset would move out of the calendar is not converted.
  return americanText(shown && isReal(shown) ? { ...shown, fraction } : parts);
}

function isReal({ year, month, day, hour = '00', minute = '00', second = '00' }: DateParts): boolean {
  const isTime = hour <= '23' && minute <= '59' && second <= '59';
  return isTime && Number(year) > 0 && Number(day) > 0 && Number(day) <= daysOf(Number(year), Number(month));
}

/** The number of days of a month; 0 for an invalid month. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Without the time at midnight, and without the day for a time alone. */
function americanText(parts: DateParts): string {
  const { year, month, day, hour = '00', minute = '00', second = '00', fraction = '' } = parts;
  const half = hour < '12' ? 'AM' : 'PM';
  const timeText = `${Number(hour) % 12 || 12}:${minute}:${second} ${half}`;
  if (year === NO_DAY.year && month === NO_DAY.month && day === NO_DAY.day) return timeText;
  const dayText = `${Number(month)}/${Number(day)}/${year}`;
  const isMidnight = /^0*$/.test(hour + minute + second + fraction);
  return isMidnight ? dayText : `${dayText} ${timeText}`;
}

function base64(text: string, { quoted }: ValueContext): NotText {
  const packed = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) {
    throw new ValueProblem(sentence('base64NotReadable', { value: quoted(text) }));
  }
  return BYTES;
}

function hexadecimal(text: string, { quoted }: ValueContext): NotText {
  const packed = text.replace(/\s+/g, '');
  if (!/^[\da-f]*$/i.test(packed) || packed.length % 2 !== 0) {
    throw new ValueProblem(sentence('hexadecimalNotReadable', { value: quoted(text) }));
  }
  return BYTES;
}

const BYTES = new NotText('Byte()');

/** A Char, which is sent as its number. */
function char(text: string, context: ValueContext): string {
  return String.fromCharCode(Number(unsignedShort(text, context)));
}

function guid(text: string): NotText {
  if (!/^\s*(?:[\da-f]{32}|[({]?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}[)}]?)\s*$/i.test(text)) {
    throw new ValueProblem(sentence('guidNotReadable'));
  }
  return new NotText('Guid');
}
