import { fromEnvironment, unknownVariables, unsetEmptyVariables } from '../../src/config/environment';
import { ConfigError } from '../../src/input/config-error';
import {
  defaultOf,
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  variableOf,
  type GivenSettings,
  type SettingName,
} from '../../src/config/settings';
import { CONTRADICTIONS, IDLE, NEEDS } from '../../src/config/contradictions';
import {
  fromCode,
  fromFlags,
  idleSettings,
  readConfig,
  settingsInForce,
  type SettingsSource,
} from '../../src/config/read';

/** Every setting: its flag, its variable, its default, values that are taken (as what), and some that are not. */
const EXPECTED: Readonly<
  Record<
    SettingName,
    {
      readonly flag: string;
      readonly variable: string;
      readonly byDefault: unknown;
      readonly taken: readonly (readonly [given: unknown, value: unknown])[];
      readonly refused: readonly unknown[];
    }
  >
> = {
  host: {
    flag: '--host',
    variable: 'ATWS_HOST',
    byDefault: '127.0.0.1',
    taken: [['::', '::']],
    refused: ['', ' ', 1],
  },
  port: {
    flag: '--port',
    variable: 'ATWS_PORT',
    byDefault: 8016,
    taken: [
      ['0', 0],
      [65535, 65535],
    ],
    refused: ['x', '-1', '', ' ', '1e3', '0x10', 65536, 1.5, null, true, []],
  },
  data: {
    flag: '--data',
    variable: 'ATWS_DATA',
    byDefault: './atws-data/atws.db',
    taken: [['/tmp/x.db', '/tmp/x.db']],
    refused: ['', ' ', ':memory:', 'on', 1, null],
  },
  memory: {
    flag: '--memory',
    variable: 'ATWS_MEMORY',
    byDefault: false,
    taken: [
      ['on', true],
      ['TRUE', true],
      ['1', true],
      [true, true],
      [' off ', false],
      ['false', false],
      ['0', false],
      [false, false],
    ],
    refused: ['yes', 'maybe', '', 1, null],
  },
  wsdl: {
    flag: '--wsdl',
    variable: 'ATWS_WSDL',
    byDefault: undefined,
    taken: [['vendor.wsdl', 'vendor.wsdl']],
    refused: [''],
  },
  publicUrl: {
    flag: '--public-url',
    variable: 'ATWS_PUBLIC_URL',
    byDefault: undefined,
    taken: [['https://atws.example.com', 'https://atws.example.com']],
    refused: [
      'atws.example.com',
      'ftp://atws.example.com',
      'javascript:alert(1)',
      'https://me:secret@atws.example.com',
      'https://atws.example.com/?a=b',
      '',
      1,
    ],
  },
  trustProxy: {
    flag: '--trust-proxy',
    variable: 'ATWS_TRUST_PROXY',
    byDefault: false,
    taken: [['on', true]],
    refused: ['x'],
  },
  apiOnlyUsers: {
    flag: '--api-only-users',
    variable: 'ATWS_API_ONLY_USERS',
    byDefault: true,
    taken: [['off', false]],
    refused: ['x'],
  },
  passwordMask: {
    flag: '--password-mask',
    variable: 'ATWS_PASSWORD_MASK',
    byDefault: false,
    taken: [['on', true]],
    refused: ['x'],
  },
  emptyElements: {
    flag: '--empty-elements',
    variable: 'ATWS_EMPTY_ELEMENTS',
    byDefault: 'error',
    taken: [
      ['error', 'error'],
      ['clear', 'clear'],
    ],
    refused: ['Clear', ''],
  },
  timeZone: {
    flag: '--time-zone',
    variable: 'ATWS_TIME_ZONE',
    byDefault: undefined,
    taken: [['Europe/Berlin', 'Europe/Berlin']],
    refused: ['Mars', '', 1],
  },
  smtpUrl: {
    flag: '--smtp-url',
    variable: 'ATWS_SMTP_URL',
    byDefault: undefined,
    taken: [
      ['smtp://127.0.0.1:25', 'smtp://127.0.0.1:25'],
      ['smtps://a:b@mail.example.com', 'smtps://a:b@mail.example.com'],
    ],
    refused: ['127.0.0.1:25', 'http://127.0.0.1', 'smtp://', '', 1],
  },
  mailFrom: {
    flag: '--mail-from',
    variable: 'ATWS_MAIL_FROM',
    byDefault: 'atws-emulator@localhost',
    taken: [['a@example.com', 'a@example.com']],
    refused: ['', 'me', 1],
  },
  confirmationHours: {
    flag: '--confirmation-hours',
    variable: 'ATWS_CONFIRMATION_HOURS',
    byDefault: 72,
    taken: [
      ['1', 1],
      ['8760', 8760],
    ],
    refused: ['0', '8761', '1.5', 'x'],
  },
  controlToken: {
    flag: '--control-token',
    variable: 'ATWS_CONTROL_TOKEN',
    byDefault: undefined,
    taken: [['0123456789abcdef', '0123456789abcdef']],
    refused: ['0123456789abcde', '0123456789abcdef with a blank', '', 1234567890123456],
  },
  allowedHosts: {
    flag: '--allowed-hosts',
    variable: 'ATWS_ALLOWED_HOSTS',
    byDefault: [],
    taken: [
      ['atws', ['atws']],
      [' atws, atws.example.com,', ['atws', 'atws.example.com']],
      [['atws'], ['atws']],
      [[], []],
    ],
    refused: ['', ',', 'atws:8016', 'http://atws', '*.example.com', 1, [1]],
  },
  seed: {
    flag: '--seed',
    variable: 'ATWS_SEED',
    byDefault: undefined,
    taken: [['seed.jsonc', 'seed.jsonc']],
    refused: [''],
  },
  allowReset: {
    flag: '--allow-reset',
    variable: 'ATWS_ALLOW_RESET',
    byDefault: false,
    taken: [
      ['on', true],
      ['off', false],
    ],
    refused: ['x'],
  },
  metrics: {
    flag: '--metrics',
    variable: 'ATWS_METRICS',
    byDefault: false,
    taken: [
      ['on', true],
      ['off', false],
    ],
    refused: ['x'],
  },
  logLevel: {
    flag: '--log-level',
    variable: 'ATWS_LOG_LEVEL',
    byDefault: 'warn',
    taken: [
      ['trace', 'trace'],
      ['silent', 'silent'],
    ],
    refused: ['loud', 'WARN', ''],
  },
  tlsCert: {
    flag: '--tls-cert',
    variable: 'ATWS_TLS_CERT',
    byDefault: undefined,
    taken: [['cert.pem', 'cert.pem']],
    refused: [''],
  },
  tlsKey: {
    flag: '--tls-key',
    variable: 'ATWS_TLS_KEY',
    byDefault: undefined,
    taken: [['key.pem', 'key.pem']],
    refused: [''],
  },
  tlsSelfSigned: {
    flag: '--tls-self-signed',
    variable: 'ATWS_TLS_SELF_SIGNED',
    byDefault: undefined,
    taken: [['ca.pem', 'ca.pem']],
    refused: ['', 'on', 'true', true],
  },
  enforceThreshold: {
    flag: '--enforce-threshold',
    variable: 'ATWS_ENFORCE_THRESHOLD',
    byDefault: false,
    taken: [
      ['on', true],
      ['off', false],
    ],
    refused: ['x'],
  },
  usageLatency: {
    flag: '--usage-latency',
    variable: 'ATWS_USAGE_LATENCY',
    byDefault: false,
    taken: [
      ['on', true],
      ['off', false],
    ],
    refused: ['x'],
  },
  threadLimit: {
    flag: '--thread-limit',
    variable: 'ATWS_THREAD_LIMIT',
    byDefault: 0,
    taken: [
      ['0', 0],
      ['1000', 1000],
    ],
    refused: ['-1', '1001', '1.5'],
  },
  threshold: {
    flag: '--threshold',
    variable: 'ATWS_THRESHOLD',
    byDefault: 10_000,
    taken: [['1', 1]],
    refused: ['0', 'x'],
  },
  requestSeconds: {
    flag: '--request-seconds',
    variable: 'ATWS_REQUEST_SECONDS',
    byDefault: 60,
    taken: [
      ['1', 1],
      ['3600', 3600],
    ],
    refused: ['0', '3601', 'x'],
  },
  searchSeconds: {
    flag: '--search-seconds',
    variable: 'ATWS_SEARCH_SECONDS',
    byDefault: 30,
    taken: [
      ['1', 1],
      ['3600', 3600],
    ],
    refused: ['0', '3601', 'x'],
  },
  maxBody: {
    flag: '--max-body',
    variable: 'ATWS_MAX_BODY',
    byDefault: 1_048_576,
    taken: [['1024', 1024]],
    refused: ['1023', '1MB'],
  },
  maxSnapshot: {
    flag: '--max-snapshot',
    variable: 'ATWS_MAX_SNAPSHOT',
    byDefault: 1_073_741_824,
    taken: [['2000000000', 2_000_000_000]],
    refused: ['1023', '1GB'],
  },
  maxConnections: {
    flag: '--max-connections',
    variable: 'ATWS_MAX_CONNECTIONS',
    byDefault: 1000,
    taken: [['1', 1]],
    refused: ['0', 'many'],
  },
  databaseConnections: {
    flag: '--database-connections',
    variable: 'ATWS_DATABASE_CONNECTIONS',
    byDefault: 12,
    taken: [
      ['4', 4],
      ['1000', 1000],
    ],
    refused: ['3', '1001'],
  },
  databasePrepare: {
    flag: '--database-prepare',
    variable: 'ATWS_DATABASE_PREPARE',
    byDefault: true,
    taken: [['off', false]],
    refused: ['x'],
  },
  databaseSeconds: {
    flag: '--database-seconds',
    variable: 'ATWS_DATABASE_SECONDS',
    byDefault: 30,
    taken: [
      ['1', 1],
      ['3600', 3600],
    ],
    refused: ['0', '3601'],
  },
  bcryptCost: {
    flag: '--bcrypt-cost',
    variable: 'ATWS_BCRYPT_COST',
    byDefault: 10,
    taken: [
      ['4', 4],
      ['16', 16],
    ],
    refused: ['3', '17'],
  },
};

const names = Object.keys(EXPECTED) as SettingName[];

test.each(names)('%s has its flag, its variable and its default', async (name) => {
  const { flag, variable, byDefault } = EXPECTED[name];
  const config = await readConfig([]);
  expect({ flag: flagOf(name), variable: variableOf(name), byDefault: config[name] }).toEqual({
    flag,
    variable,
    byDefault,
  });
});

/** One row for each value of that kind, and one more for its variable where the value is text. */
function given(kind: 'taken' | 'refused'): readonly (readonly [string, SettingsSource, unknown])[] {
  return names.flatMap((name) =>
    EXPECTED[name][kind].flatMap((item) => {
      const [value, result] = kind === 'taken' ? (item as readonly unknown[]) : [item, item];
      const fromProgram = [name, fromCode({ [name]: value }), result] as const;
      if (typeof value !== 'string') return [fromProgram];
      return [
        fromProgram,
        [flagOf(name), fromFlags({ [name]: value }), result] as const,
        [variableOf(name), fromEnvironment({ [variableOf(name)]: value }), result] as const,
      ];
    }),
  );
}

/** What the setting of a row needs beside it. */
const BESIDE: Partial<Readonly<Record<SettingName, GivenSettings>>> = {
  tlsCert: { tlsKey: 'key.pem' },
  tlsKey: { tlsCert: 'cert.pem' },
};

test.each(given('taken'))('%s takes %j as %j', async (label, source, result) => {
  const name = names.find((one) => [one, flagOf(one), variableOf(one)].includes(label)) ?? 'host';
  expect((await readConfig([source, fromCode(BESIDE[name] ?? {})]))[name]).toEqual(result);
});

test.each(given('refused'))('%s refuses %j, and says so', async (label, source, value) => {
  const reading = readConfig([source]);
  await expect(reading).rejects.toThrow(ConfigError);
  const { message } = (await reading.catch((error: unknown) => error)) as ConfigError;
  expect(message.startsWith(`${label} must `)).toBe(true);
  // Nothing of the library's own words.
  expect(message).not.toMatch(/expected|received|invalid|too small/i);
  const isUrl = /smtp|public/i.test(label);
  const isMasked = /control.?token/i.test(label) || (isUrl && typeof value !== 'string');
  const shown = isUrl && typeof value === 'string' ? value.replace(':secret@', ':******@') : value;
  expect(message).toContain(`, not ${JSON.stringify(isMasked ? '******' : shown)}.`);
});

describe('an empty variable is an unset one', () => {
  const settings = SETTING_NAMES.flatMap((name) => ['', ' ', '\t'].map((value) => [variableOf(name), value]));

  test.each(settings)('%s=%j', async (variable = '', value) => {
    const environment: NodeJS.ProcessEnv = { [variable]: value, OTHER: '' };
    unsetEmptyVariables(environment);
    expect(environment).toEqual({ OTHER: '' });
    const inForce = await settingsInForce([fromEnvironment(environment)]);
    expect(inForce.map(({ origin }) => origin)).toEqual(inForce.map(() => 'default'));
  });
});

test.each([
  ['ATWS_PROT', 'There is no setting ATWS_PROT. Did you mean ATWS_PORT?'],
  ['ATWS_TIMEZONE', 'There is no setting ATWS_TIMEZONE. Did you mean ATWS_TIME_ZONE?'],
  ['ATWS_BANANA_SPLIT', 'There is no setting ATWS_BANANA_SPLIT. atws config lists all of them.'],
  ['ATWS_WORKERS', 'There is no ATWS_WORKERS any more: atws serve runs as one process. Leave it out.'],
])('%s is a variable that nobody reads, and is told', (variable, sentence) => {
  const environment = { [variable]: '1', ATWS_PORT: '1', ATWS_URL: 'x', PATH: '' };
  expect(unknownVariables(environment, new Set(['ATWS_URL']))).toEqual([sentence]);
});

test.each([
  ['flags', fromFlags({ workers: '2' } as GivenSettings), '--workers'],
  ['code', fromCode({ workers: 2 } as GivenSettings), 'workers'],
])('a setting of an earlier version in %s is refused with what to do', async (_where, source, label) => {
  await expect(readConfig([source])).rejects.toThrow(
    `There is no ${label} any more: atws serve runs as one process. Leave it out.`,
  );
});

describe('what is secret of a value is never shown', () => {
  test.each([
    ['smtp://mailer:geheim@mail.example.com', 'smtp://mailer:******@mail.example.com'],
    ['smtp://mailer:ge:h/e@im@mail.example.com', 'smtp://mailer:******@mail.example.com'],
    ['mailer:geheim@mail.example.com', 'mailer:******@mail.example.com'],
    [['smtp://mailer:geheim@mail.example.com'], '******'],
  ])('smtpUrl %j', async (value, shownAs) => {
    const sentence = `smtpUrl must be an smtp or smtps URL, not ${JSON.stringify(shownAs)}.`;
    const broken = typeof value === 'string' ? value.replace('smtp:', 'http:') : value;
    await expect(readConfig([fromCode({ smtpUrl: broken })])).rejects.toThrow(
      sentence.replace('smtp://', 'http://'),
    );
  });
});

/** A value with which a setting is asked for. */
const asked = (name: SettingName): unknown => {
  const [value] = EXPECTED[name].taken.at(0) ?? [];
  return value;
};

describe.each(CONTRADICTIONS)('$one and $other contradict each other', ({ one, other, because }) => {
  const both = { [one]: asked(one), [other]: asked(other) };

  test.each<[string, SettingsSource, (name: string) => string]>([
    ['flags', fromFlags(both), flagOf],
    ['code', fromCode(both), (name) => name],
    [
      'variables',
      fromEnvironment({ [variableOf(one)]: String(asked(one)), [variableOf(other)]: String(asked(other)) }),
      variableOf,
    ],
  ])('both as %s are refused in a sentence that names both', async (_where, source, labelOf) => {
    const { message } = (await readConfig([source]).catch((error: unknown) => error)) as Error;
    for (const part of [labelOf(one), labelOf(other), 'contradict each other', because]) {
      expect(message).toContain(part);
    }
  });

  test.each([
    [one, other],
    [other, one],
  ])('%s is in force where it is given at a stronger place than %s', async (strong, weak) => {
    const beside = { ...BESIDE[strong], [strong]: asked(strong) };
    const inForce = await settingsInForce([fromFlags(beside), fromCode({ [weak]: asked(weak) })]);
    const found = new Map(inForce.map((setting) => [setting.name, setting]));
    expect(found.get(strong)).toMatchObject({ origin: 'flag' });
    expect(found.get(weak)).toMatchObject({ origin: 'overruled', value: defaultOf(weak) });
  });
});

test('a setting that is off, or has its default, contradicts nothing', async () => {
  expect(await readConfig([fromCode({ memory: false, data: 'a.db' })])).toMatchObject({ data: 'a.db' });
  expect(await readConfig([fromCode({ memory: true })])).toMatchObject({ memory: true });
});

test.each(NEEDS)('$one without $other is refused', async ({ one, other }) => {
  const reading = readConfig([fromFlags({ [one]: asked(one) })]);
  await expect(reading).rejects.toThrow(
    `${flagOf(one)} "${String(asked(one))}" is given without ${flagOf(other)}.`,
  );
});

test.each(IDLE)(
  '$one is told to change nothing when $other is $when',
  async ({ one, other, when, because }) => {
    const told = async (isOtherThere: boolean): Promise<readonly string[]> =>
      idleSettings(
        await settingsInForce([
          fromFlags({ [one]: asked(one), ...(isOtherThere && { [other]: asked(other) }) }),
        ]),
      );
    const joint = when === 'given' ? 'with' : 'without';
    expect(await told(when === 'given')).toEqual([
      `${flagOf(one)} changes nothing ${joint} ${flagOf(other)}. ${because}`,
    ]);
    expect(await told(when !== 'given')).toEqual([]);
  },
);

test('the first source that has a setting counts, and undefined is not given', async () => {
  const environment = fromEnvironment({ ATWS_PORT: '1', ATWS_HOST: 'here' });
  expect(await readConfig([fromFlags({ port: 2, host: undefined }), environment])).toMatchObject({
    port: 2,
    host: 'here',
  });
});

test('a setting that there is not is refused', async () => {
  await expect(readConfig([fromCode({ prot: 1 } as never)])).rejects.toThrow(
    'There is no setting prot. Did you mean port?',
  );
});

test('each setting has a line of help', () => {
  for (const { help } of Object.values(SETTINGS)) expect(help).toMatch(/^[a-z].*[^.]$/);
});
