import path from 'node:path';
import { z } from 'zod';
import { isTimeZone } from '../entities/time-zone';
import { isDatabaseUrl } from './database-url';

/** The schemas of setting values, given in code or as text. Each error continues the setting's name. */

export function text(what: string): z.ZodType<string> {
  return checked(`must be ${what}`, (value) => value.trim() !== '');
}

/** The words of on-off settings, which are a mistake as the name of a file. */
const SWITCH = /^\s*(on|off|true|false|yes|no)?\s*$/i;

/** Without a NUL, which the JSON of a config file can hold. */
function isFileName(value: string): boolean {
  return !SWITCH.test(path.basename(value)) && !value.includes('\0');
}

export const file: z.ZodType<string> = checked('must be the name of a file', isFileName);

/** A file or a database. Not `:memory:`, which SQLite takes for a database without a file. */
export const dataPlace: z.ZodType<string> = checked(
  'must be the name of a file, or postgres://user@host/database (--memory keeps all data in memory)',
  (value) =>
    isDatabaseUrl(value)
      ? namesDatabase(value)
      : isFileName(value) && path.basename(value) !== ':memory:' && !/^\w+:\/\//.test(value),
);

/** Without a name PostgreSQL takes the database named like the user. */
function namesDatabase(url: string): boolean {
  return URL.canParse(url) && new URL(url).pathname.length > 1;
}

/** A boolean, or the text of a flag or variable that means yes or no. */
export const flag: z.ZodType<boolean> = z.preprocess(
  (value) => {
    const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
    if (text === 'on' || text === 'true' || text === '1') return true;
    return text === 'off' || text === 'false' || text === '0' ? false : text;
  },
  z.boolean({ error: 'must be on or off' }),
);

/** A number, or digits; other texts that JavaScript converts (empty, a blank, `null`, `1e3`) are refused. */
export function whole(minimum: number, maximum: number): z.ZodType<number> {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value),
    z.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error }),
  );
}

/** Without blanks, which an Authorization header separates by. */
export const token: z.ZodType<string> = checked('must have 16 characters or more, and no blank', (value) =>
  /^\S{16,}$/.test(value),
);

const NAMES = 'must be names of hosts without scheme and port, separated by commas';

/** A list, or text with commas. */
export const names: z.ZodType<string[]> = z.preprocess(
  (value) =>
    typeof value === 'string'
      ? value
          .replace(/,\s*$/, '')
          .split(',')
          .map((name) => name.trim())
      : value,
  z.array(z.string({ error: NAMES }).regex(/^[\w.-]+$/, { error: NAMES }), { error: NAMES }),
);

export const timeZone: z.ZodType<string> = checked('must be an IANA time zone', isTimeZone);

export const emailAddress: z.ZodType<string> = checked('must be an e-mail address', (value) =>
  /\S@\S/.test(value),
);

/** A URL without path and user name, which clients get to see. */
export const origin: z.ZodType<string> = checked(
  'must be an http or https URL without user name, query and fragment',
  (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url !== undefined && /^https?:$/.test(url.protocol) && !/[@?#]/.test(value);
  },
);

export const smtpServer: z.ZodType<string> = checked('must be an smtp or smtps URL', (value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
});

export function oneOf<const T extends string>(...values: readonly T[]): z.ZodType<T> {
  const error = `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return z.enum(values, { error });
}

/** Text that satisfies a check; another type has the same error. */
function checked(error: string, isRight: (value: string) => boolean): z.ZodType<string> {
  return z.string({ error }).refine(isRight, { error });
}
