import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { isTimeZone } from './entities/time-zone';

/** A setting that cannot be understood; the message names it and what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Text of a flag or variable that means yes or no. */
const flag = z.preprocess(
  (value) => {
    const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
    if (text === '' || text === 'on' || text === 'true' || text === '1') return true;
    return text === 'off' || text === 'false' || text === '0' ? false : text;
  },
  z.boolean({ error: 'must be on or off' }),
);

function whole(minimum: number, maximum: number): z.ZodType<number> {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.coerce.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

interface Setting<T> {
  readonly schema: z.ZodType<T>;
  /** One line for `--help` and the docs. */
  readonly help: string;
  /**
   * The word that stands for the value in `--help`; a setting without one is on or off. The name of a `file` in the
   * config file is relative to the folder of that.
   */
  readonly placeholder?: string;
}

/**
 * Every setting of `atws serve`, once: the flag `--time-zone` is the variable `ATWS_TIME_ZONE` and `timeZone` in
 * the config file.
 */
export const SETTINGS = {
  host: {
    schema: z.string().min(1).default('127.0.0.1'),
    help: 'address to listen on',
    placeholder: 'address',
  },
  port: {
    schema: whole(0, 65_535).default(8016),
    help: 'port to listen on; 0 takes a free one',
    placeholder: 'port',
  },
  data: {
    schema: z.string().min(1).default('./atws-data/atws.db'),
    help: 'data file; made and filled with the demo tenant when it does not exist',
    placeholder: 'file',
  },
  memory: { schema: flag.default(false), help: 'keep all data in memory instead' },
  workers: {
    schema: whole(1, 64).default(1),
    help: 'processes that answer calls, over one data file',
    placeholder: 'count',
  },
  wsdl: {
    schema: z.string().min(1).optional(),
    help: 'serve and obey another ATWS WSDL than the built-in one',
    placeholder: 'file',
  },
  publicUrl: {
    schema: httpUrl.optional(),
    help: 'how clients reach this server, when the request does not tell',
    placeholder: 'url',
  },
  controlToken: {
    schema: z.string().min(16, { error: 'must have 16 characters or more' }).optional(),
    help: 'bearer token of the JSON API; needed unless the server listens on loopback',
    placeholder: 'token',
  },
  allowedHosts: {
    schema: z.preprocess(
      (names = []) =>
        typeof names === 'string' ? names.split(',').flatMap((name) => name.trim() || []) : names,
      z.array(z.string()),
    ),
    help: 'names by which the JSON API may be reached, beside localhost and addresses; separated by commas',
    placeholder: 'names',
  },
  trustProxy: { schema: flag.default(false), help: 'believe X-Forwarded-Proto and X-Forwarded-Host' },
  apiOnlyUsers: {
    schema: flag.default(true),
    help: 'let only users with an API-only security level call',
  },
  passwordMask: {
    schema: flag.default(false),
    help: 'answer Password as ******, as recorded, instead of leaving it out',
  },
  emptyElements: {
    schema: z.enum(['error', 'clear'], { error: 'must be error or clear' }).default('error'),
    help: 'what an empty element without xsi:type does in update: error, as recorded, or clear the field',
    placeholder: 'error|clear',
  },
  timeZone: {
    schema: z.string().refine(isTimeZone, { error: 'must be an IANA time zone' }).optional(),
    help: 'zone of dates without offset, instead of the tenant’s own',
    placeholder: 'zone',
  },
  smtpUrl: {
    schema: z.url({ protocol: /^smtps?$/, error: 'must be an smtp or smtps URL' }).optional(),
    help: 'send messages through this server; without one they stay in the outbox',
    placeholder: 'url',
  },
  mailFrom: {
    schema: z.string().min(1).default('atws-emulator@localhost'),
    help: 'sender of messages',
    placeholder: 'address',
  },
  confirmationHours: {
    schema: whole(1, 8760).default(72),
    help: 'how long the link that confirms an e-mail address works',
    placeholder: 'hours',
  },
  seed: {
    schema: z.string().min(1).optional(),
    help: 'tenant that a new store starts with, a file like fixtures/demo.json, comments allowed',
    placeholder: 'file',
  },
  allowReset: {
    schema: flag.default(false),
    help: 'let the JSON API empty a data file; in memory it always may',
  },
  metrics: { schema: flag.default(false), help: 'serve /metrics for Prometheus' },
  logLevel: {
    schema: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
        error: 'must be trace, debug, info, warn, error or silent',
      })
      .default('warn'),
    help: 'what is logged to standard error; info has a line for each call',
    placeholder: 'level',
  },
  tlsCert: {
    schema: z.string().min(1).optional(),
    help: 'serve https with this certificate (PEM)',
    placeholder: 'file',
  },
  tlsKey: { schema: z.string().min(1).optional(), help: 'key of the certificate (PEM)', placeholder: 'file' },
  tlsSelfSigned: {
    schema: z.string().min(1).optional(),
    help: 'serve https with a certificate made for this run, and write it to this file',
    placeholder: 'file',
  },
  enforceThreshold: { schema: flag.default(false), help: 'refuse calls past the hourly threshold' },
  usageLatency: {
    schema: flag.default(false),
    help: 'answer 0.5 s later from half of the threshold on, 1 s from three quarters on',
  },
  threadLimit: {
    schema: whole(0, 1000).default(0),
    help: 'calls that a tracking identifier may have under way for one entity; 3 in the real service, 0: any number',
    placeholder: 'calls',
  },
  threshold: {
    schema: whole(1, 1_000_000_000).default(10_000),
    help: 'requests per hour that getThresholdAndUsageInfo reports as the limit',
    placeholder: 'requests',
  },
  maxBody: {
    schema: whole(1024, 1_073_741_824).default(1_048_576),
    help: 'bytes a request may have, unpacked',
    placeholder: 'bytes',
  },
  searchSeconds: {
    schema: whole(1, 3600).default(30),
    help: 'how long a query may search a data file that no index helps with',
    placeholder: 'seconds',
  },
  bcryptCost: {
    schema: whole(4, 16).default(10),
    help: 'cost of hashing a new password',
    placeholder: 'cost',
  },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** In the order of `--help`. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** The settings of one emulator. */
export type Config = { readonly [S in SettingName]: z.infer<(typeof SETTINGS)[S]['schema']> };

/** Settings as they were given: text from flags and variables, values from code; undefined is not given. */
export type GivenSettings = { readonly [S in SettingName]?: unknown };

/** Where settings come from beside the flags. */
export interface ConfigSources {
  readonly environment?: NodeJS.ProcessEnv;
  /** What a config file says, by setting name. */
  readonly file?: Readonly<Record<string, unknown>>;
}

/** A setting in force, and where it comes from. */
export interface SettingInForce {
  readonly name: SettingName;
  readonly value: unknown;
  readonly origin: 'flag' | 'environment' | 'file' | 'default';
}

/**
 * The settings that are in force: what is given, then `ATWS_...` of the environment, then the config file, then
 * the defaults. Throws a ConfigError for the first that cannot be understood or does not exist.
 */
export function settingsInForce(
  given: GivenSettings,
  { environment = {}, file = {} }: ConfigSources = {},
): SettingInForce[] {
  for (const name of [...Object.keys(given), ...Object.keys(file)]) requireSetting(name);
  return SETTING_NAMES.map((name) => {
    const sources = [
      ['flag', given[name], flagOf(name)],
      ['environment', environment[variableOf(name)], variableOf(name)],
      ['file', file[name], `${name} in the config file`],
    ] as const;
    const [origin, value, label] = sources.find(([, candidate]) => candidate !== undefined) ?? [
      'default',
      undefined,
      name,
    ];
    const parsed = SETTINGS[name].schema.safeParse(value);
    if (parsed.success) return { name, value: parsed.data, origin };
    throw new ConfigError(
      `${label} ${parsed.error.issues[0]?.message ?? 'is not valid'}, not ${JSON.stringify(masked(name, value))}.`,
    );
  });
}

/** The value of a setting without what is secret of it, whether it is valid or not. */
export function masked(name: SettingName, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (name === 'controlToken') return '******';
  return name === 'smtpUrl' ? value.replace(/^((?:\w+:)?(?:\/\/)?[^/:]*:)[^/]*@/, '$1******@') : value;
}

/** The settings by name. */
export function readConfig(given: GivenSettings, sources: ConfigSources = {}): Config {
  const settings = settingsInForce(given, sources);
  return Object.fromEntries(settings.map(({ name, value }) => [name, value])) as Config;
}

function requireSetting(name: string): void {
  if (Object.hasOwn(SETTINGS, name)) return;
  const near = closest(name, SETTING_NAMES);
  throw new ConfigError(`There is no setting ${name}. Did you mean ${near}?`);
}

/** The flag of a setting, `--time-zone`. */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The environment variable of a setting, `ATWS_TIME_ZONE`. */
export function variableOf(name: SettingName): string {
  return `ATWS_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
