// Every setting of the server, with its name, kind, default and description.
import type { z } from 'zod';
import { MASK } from '../entities/mask';
import { BCRYPT_COSTS } from '../entities/password-hash';
import { shownPlace } from './database-url';
import type * as kinds from './kinds';

interface Setting<T> {
  /** Its schema. A function, as help and defaults do not need the schema library, which loads slowly. */
  readonly kind: (of: typeof kinds) => z.ZodType<T>;
  /** The default; left out, undefined. */
  readonly byDefault?: T;
  /** One line for `--help` and the docs. */
  readonly help: string;
  /**
   * The placeholder of the value in `--help`; a setting without one is on or off. The name of a `file`, or of a
   * `file|url`, in the config file is relative to the folder of the config file.
   */
  readonly placeholder?: string;
  /** The part of the value that is never shown: all of it, or the password of a URL. */
  readonly secret?: 'all' | 'password';
}

/**
 * Every setting of `atws serve`, once: the flag `--time-zone` is the variable `ATWS_TIME_ZONE` and `timeZone` in
 * the config file.
 */
export const SETTINGS = {
  host: {
    kind: ({ text }) => text('an address or the name of a host'),
    byDefault: '127.0.0.1',
    help: 'address to listen on',
    placeholder: 'address',
  },
  port: {
    kind: ({ whole }) => whole(0, 65_535),
    byDefault: 8016,
    help: 'port to listen on; 0 takes a free one',
    placeholder: 'port',
  },
  data: {
    kind: ({ dataPlace }) => dataPlace,
    byDefault: './atws-data/atws.db',
    help: 'data file, or postgres://user@host/database; filled with the demo tenant where there is nothing',
    placeholder: 'file|url',
    secret: 'password',
  },
  memory: { kind: ({ flag }) => flag, byDefault: false, help: 'keep all data in memory instead' },
  wsdl: {
    kind: ({ file }) => file,
    help: 'serve and obey another ATWS WSDL than the built-in one',
    placeholder: 'file',
  },
  publicUrl: {
    kind: ({ origin }) => origin,
    help: 'address by which clients reach this server; left out, the one they came by, and in messages the one it listens on',
    placeholder: 'url',
    secret: 'password',
  },
  controlToken: {
    kind: ({ token }) => token,
    help: 'bearer token of the JSON API; needed beyond loopback and through a proxy',
    placeholder: 'token',
    secret: 'all',
  },
  allowedHosts: {
    kind: ({ names }) => names,
    byDefault: [],
    help: 'names by which JSON API and console may be reached, beside localhost and addresses; separated by commas',
    placeholder: 'names',
  },
  trustProxy: {
    kind: ({ flag }) => flag,
    byDefault: false,
    help: 'believe X-Forwarded-Proto, X-Forwarded-Host and the last address of X-Forwarded-For',
  },
  apiOnlyUsers: {
    kind: ({ flag }) => flag,
    byDefault: true,
    help: 'let only users with an API-only security level call',
  },
  passwordMask: {
    kind: ({ flag }) => flag,
    byDefault: false,
    help: 'answer Password as ******, as recorded, instead of leaving it out',
  },
  emptyElements: {
    kind: ({ oneOf }) => oneOf('error', 'clear'),
    byDefault: 'error',
    help: 'what an empty element without xsi:type does in update: error, as recorded, or clear the field',
    placeholder: 'error|clear',
  },
  timeZone: {
    kind: ({ timeZone }) => timeZone,
    help: 'zone of dates without offset, instead of the tenant’s own',
    placeholder: 'zone',
  },
  smtpUrl: {
    kind: ({ smtpServer }) => smtpServer,
    help: 'send messages through this server; without one they stay in the outbox',
    placeholder: 'url',
    secret: 'password',
  },
  mailFrom: {
    kind: ({ emailAddress }) => emailAddress,
    byDefault: 'atws-emulator@localhost',
    help: 'sender of messages',
    placeholder: 'address',
  },
  confirmationHours: {
    kind: ({ whole }) => whole(1, 8760),
    byDefault: 72,
    help: 'how long the links in messages work, which confirm an e-mail address or set a password',
    placeholder: 'hours',
  },
  seed: {
    kind: ({ file }) => file,
    help: 'tenant that new data starts with, a file like fixtures/demo.json, comments allowed',
    placeholder: 'file',
  },
  allowReset: {
    kind: ({ flag }) => flag,
    byDefault: false,
    help: 'let the JSON API empty a data file; in memory it always may',
  },
  metrics: { kind: ({ flag }) => flag, byDefault: false, help: 'serve /metrics for Prometheus' },
  logLevel: {
    kind: ({ oneOf }) => oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    byDefault: 'warn',
    help: 'what is logged to standard error; info has a line for each call',
    placeholder: 'level',
  },
  tlsCert: {
    kind: ({ file }) => file,
    help: 'serve https with this certificate (PEM)',
    placeholder: 'file',
  },
  tlsKey: { kind: ({ file }) => file, help: 'key of the certificate (PEM)', placeholder: 'file' },
  tlsSelfSigned: {
    kind: ({ file }) => file,
    help: 'serve https with a certificate made for this run, and write it to this file',
    placeholder: 'file',
  },
  enforceThreshold: {
    kind: ({ flag }) => flag,
    byDefault: false,
    help: 'refuse calls past the hourly threshold',
  },
  usageLatency: {
    kind: ({ flag }) => flag,
    byDefault: false,
    help: 'answer 0.5 s later from half of the threshold on, 1 s from three quarters on',
  },
  threadLimit: {
    kind: ({ whole }) => whole(0, 1000),
    byDefault: 0,
    help: 'calls that a tracking identifier may have under way for one entity; 3 in the real service, 0: any number',
    placeholder: 'calls',
  },
  threshold: {
    kind: ({ whole }) => whole(1, 1_000_000_000),
    byDefault: 10_000,
    help: 'requests per hour that getThresholdAndUsageInfo reports as the limit',
    placeholder: 'requests',
  },
  maxBody: {
    kind: ({ whole }) => whole(1024, 1_073_741_824),
    byDefault: 1_048_576,
    help: 'bytes a request may have, unpacked',
    placeholder: 'bytes',
  },
  maxSnapshot: {
    kind: ({ whole }) => whole(1024, 1_099_511_627_776),
    byDefault: 1_073_741_824,
    help: 'bytes a snapshot that is uploaded may have, unpacked',
    placeholder: 'bytes',
  },
  maxConnections: {
    kind: ({ whole }) => whole(1, 1_000_000),
    byDefault: 1000,
    help: 'connections that are served at a time; others are answered 503',
    placeholder: 'number',
  },
  requestSeconds: {
    kind: ({ whole }) => whole(1, 3600),
    byDefault: 60,
    help: 'how long a client may take to send a request; it is answered 408 then',
    placeholder: 'seconds',
  },
  searchSeconds: {
    kind: ({ whole }) => whole(1, 3600),
    byDefault: 30,
    help: 'how long a query may search where no index helps',
    placeholder: 'seconds',
  },
  databaseConnections: {
    kind: ({ whole }) => whole(4, 1000),
    byDefault: 12,
    help: 'connections to a PostgreSQL database at most',
    placeholder: 'number',
  },
  databasePrepare: {
    kind: ({ flag }) => flag,
    byDefault: true,
    help: 'prepare statements; off behind PgBouncer in transaction mode',
  },
  databaseSeconds: {
    kind: ({ whole }) => whole(1, 3600),
    byDefault: 30,
    help: 'how long a statement other than a search may take in a PostgreSQL database',
    placeholder: 'seconds',
  },
  bcryptCost: {
    kind: ({ whole }) => whole(BCRYPT_COSTS.least, BCRYPT_COSTS.most),
    byDefault: 10,
    help: 'cost of hashing a new password',
    placeholder: 'cost',
  },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** In the order of `--help`. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** The settings of one emulator. */
export type Config = {
  readonly [S in SettingName]:
    | z.infer<ReturnType<(typeof SETTINGS)[S]['kind']>>
    | ((typeof SETTINGS)[S] extends { readonly byDefault: unknown } ? never : undefined);
};

/** Settings as code gives them; undefined for one that is not given. */
export type SettingsInCode = { readonly [S in SettingName]?: Config[S] | undefined };

/** Settings as given: text from flags and variables, values from code; undefined for one that is not given. */
export type GivenSettings = { readonly [S in SettingName]?: unknown };

/** Settings of earlier versions, and their replacements. */
export const REMOVED_SETTINGS: Readonly<Record<string, string>> = {
  workers: 'atws serve runs as one process. Leave it out.',
};

/** The default of a setting; undefined without one. */
export function defaultOf(name: SettingName): unknown {
  const setting: Setting<unknown> = SETTINGS[name];
  return setting.byDefault;
}

/** The value of a setting, valid or not, with its secret part masked. */
export function masked(name: SettingName, value: unknown): unknown {
  const { secret }: Setting<unknown> = SETTINGS[name];
  if (secret === undefined || value === undefined) return value;
  if (name === 'data') return typeof value === 'string' ? shownPlace(value) : value;
  if (secret === 'all' || typeof value !== 'string') return MASK;
  return value.replace(/^((?:\w+:\/\/)?[^:@]*:).*@/, `$1${MASK}@`);
}

/** The flag of a setting, `--time-zone`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The environment variable of a setting, `ATWS_TIME_ZONE`. */
export function variableOf(name: string): string {
  return `ATWS_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
