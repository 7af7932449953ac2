import {
  ConfigError,
  flagOf,
  readConfig,
  SETTINGS,
  variableOf,
  type GivenSettings,
  type SettingName,
} from '../../src/config';

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
    refused: ['', 1],
  },
  port: {
    flag: '--port',
    variable: 'ATWS_PORT',
    byDefault: 8016,
    taken: [
      ['0', 0],
      [65535, 65535],
    ],
    refused: ['x', '-1', 65536, 1.5],
  },
  data: {
    flag: '--data',
    variable: 'ATWS_DATA',
    byDefault: './atws-data/atws.db',
    taken: [['/tmp/x.db', '/tmp/x.db']],
    refused: [''],
  },
  memory: {
    flag: '--memory',
    variable: 'ATWS_MEMORY',
    byDefault: false,
    taken: [
      ['', true],
      ['on', true],
      ['TRUE', true],
      ['1', true],
      [true, true],
      [' off ', false],
      ['false', false],
      ['0', false],
      [false, false],
    ],
    refused: ['yes', 'maybe', 1, null],
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
    refused: ['atws.example.com', 'ftp://atws.example.com', 'javascript:alert(1)', ''],
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
    refused: ['Mars', ''],
  },
  smtpUrl: {
    flag: '--smtp-url',
    variable: 'ATWS_SMTP_URL',
    byDefault: undefined,
    taken: [
      ['smtp://127.0.0.1:25', 'smtp://127.0.0.1:25'],
      ['smtps://a:b@mail.example.com', 'smtps://a:b@mail.example.com'],
    ],
    refused: ['127.0.0.1:25', 'http://127.0.0.1'],
  },
  mailFrom: {
    flag: '--mail-from',
    variable: 'ATWS_MAIL_FROM',
    byDefault: 'atws-emulator@localhost',
    taken: [['a@example.com', 'a@example.com']],
    refused: [''],
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
    refused: [],
  },
  allowedHosts: {
    flag: '--allowed-hosts',
    variable: 'ATWS_ALLOWED_HOSTS',
    byDefault: [],
    taken: [
      ['', []],
      ['atws', ['atws']],
      [' atws, atws.example.com,', ['atws', 'atws.example.com']],
      [['atws'], ['atws']],
    ],
    refused: [1, [1]],
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
    refused: [''],
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
  const config = await readConfig({});
  expect({ flag: flagOf(name), variable: variableOf(name), byDefault: config[name] }).toEqual({
    flag,
    variable,
    byDefault,
  });
});

/** One row for each value of that kind, and one more for its variable where the value is text. */
function given(
  kind: 'taken' | 'refused',
): readonly (readonly [string, GivenSettings, NodeJS.ProcessEnv, unknown])[] {
  return names.flatMap((name) =>
    EXPECTED[name][kind].flatMap((item) => {
      const [value, result] = kind === 'taken' ? (item as readonly unknown[]) : [item, item];
      const fromCode = [flagOf(name), { [name]: value }, {}, result] as const;
      if (typeof value !== 'string') return [fromCode];
      return [fromCode, [variableOf(name), {}, { [variableOf(name)]: value }, result] as const];
    }),
  );
}

test.each(given('taken'))('%s takes %j %j as %j', async (source, settings, environment, result) => {
  const name = names.find((one) => [flagOf(one), variableOf(one)].includes(source)) ?? 'host';
  expect((await readConfig(settings, { environment }))[name]).toEqual(result);
});

test.each(given('refused'))('%s refuses %j %j, and says so', async (source, settings, environment, value) => {
  const reading = readConfig(settings, { environment });
  await expect(reading).rejects.toThrow(ConfigError);
  await expect(reading).rejects.toThrow(new RegExp(`^${source} `));
  await expect(reading).rejects.toThrow(`, not ${JSON.stringify(value)}.`);
});

test('what is given in code counts more than the environment, and undefined is not given', async () => {
  const environment = { ATWS_PORT: '1', ATWS_HOST: 'here' };
  expect(await readConfig({ port: 2, host: undefined }, { environment })).toMatchObject({
    port: 2,
    host: 'here',
  });
});

test('a setting that there is not is refused', async () => {
  await expect(readConfig({ prot: 1 } as never)).rejects.toThrow('There is no setting prot.');
});

test('each setting has a line of help', () => {
  for (const { help } of Object.values(SETTINGS)) expect(help).toMatch(/^[a-z].*[^.]$/);
});
