// Thorough: npm run test:quick leaves it out.
import { Writable } from 'node:stream';
import bcrypt from 'bcryptjs';
import pino from 'pino';
import { passwordDigest } from '../../src/passwords/digest';
import { LOGINS, type Login } from '../support/emulator';
import { call, query, queryXml, where } from '../support/soap';
import {
  accept,
  change,
  entity,
  expectRefused,
  IDS,
  NOT_FOUND,
  onRecord,
  open,
  opened,
  quickHash,
  update,
  writableValues,
  type Opened,
  type SentFields,
} from '../support/updates';

const TOO_SHORT = 'Password must be at least 7 characters.';
const NO_SPECIAL = 'Password must have at least one special character in the second through sixth position.';
const TOO_UNIFORM =
  'Password must contain characters from at least 2 of the following 3 groups: uppercase letters, lowercase letters, numerals.';
const USED_BEFORE = 'Password must be different from the previous 5 passwords.';
const TOO_LONG = 'String value exceeds maximum length (field:Password).';

/** The page's list: ` ~ ! @ # $ % ^ & * () _ + - = {} | \ [] : ; " ' < > ? , . / */
const SPECIAL = Array.from('`~!@#$%^&*()_+-={}|\\[]:;"\'<>?,./');

const hashOf = async (emulator: Opened, id: number): Promise<string> =>
  String((await emulator.rows('SELECT password_hash FROM resources WHERE id = ?', id))[0]?.['password_hash']);
const isPassword = async (emulator: Opened, id: number, password: string): Promise<boolean> =>
  bcrypt.compareSync(passwordDigest(password), await hashOf(emulator, id));

async function logsIn({ url }: Opened, login: Login): Promise<boolean> {
  const { status } = await call(url, 'GetWsdlVersion', '', { login });
  expect([200, 401]).toContain(status);
  return status === 200;
}

describe('where the tenant demands strong passwords', () => {
  const emulator = opened();

  const accepted: readonly (readonly [title: string, password: string])[] = [
    ['seven characters', 'A-bcde1'],
    ['seven characters, four of them beyond the first plane', '𠮷-𠮷a1𠮷𠮷'],
    ['64 characters', `A-1${'x'.repeat(61)}`],
    ['64 characters beyond the first plane', `A-1${'𠮷'.repeat(61)}`],
    ['a special character in second position', 'A-bcdefg'],
    ['a special character in sixth position', 'Abcde-fg'],
    ['upper and lower case', 'aB-cdefg'],
    ['upper case and digits', 'AB-CDEF1'],
    ['lower case and digits', 'ab-cdef1'],
    ['all three groups', 'aB-cdef1'],
    ['letters of other alphabets, besides two groups', 'Жa-1жжж'],
    ['blanks around it', '  -Abc1  '],
    ['what looks like the mask, longer', '*******Aa'],
    ...SPECIAL.map((character) => [`${character} as the special character`, `A${character}bcdefg1`] as const),
  ];

  test.each(accepted)('a password is accepted with %s', async (_title, password) => {
    await accept(emulator.url, IDS.tom, { Password: password });
    expect(await isPassword(emulator, IDS.tom, password)).toBe(true);
  });

  test('the page lists 32 special characters', () => {
    expect(new Set(SPECIAL).size).toBe(32);
  });

  const refused: readonly (readonly [title: string, password: string, sentence: string])[] = [
    ['six characters', 'A-bcd1', TOO_SHORT],
    ['six characters, all beyond the first plane', '𠮷-𠮷𠮷𠮷𠮷', TOO_SHORT],
    ['one character', 'x', TOO_SHORT],
    ['a blank', ' ', TOO_SHORT],
    ['seven asterisks less than the rules want', '*****', TOO_SHORT],
    ['65 characters', `A-1${'x'.repeat(62)}`, TOO_LONG],
    ['65 characters beyond the first plane', `A-1${'𠮷'.repeat(62)}`, TOO_LONG],
    ['no special character', 'Abcdefg1', NO_SPECIAL],
    ['a special character in first position only', '-Abcdef1', NO_SPECIAL],
    ['a special character in seventh position only', 'Abcdef-1', NO_SPECIAL],
    ['a special character in seventh position, after characters of two code units', '𠮷𠮷𠮷aA1-', NO_SPECIAL],
    ...Array.from(' \u00a0§€´éß–1aZ·¿').map(
      (letter) =>
        [`${JSON.stringify(letter)} as the special character`, `A${letter}bcdef1`, NO_SPECIAL] as const,
    ),
    ['lower case only', 'a-bcdefg', TOO_UNIFORM],
    ['upper case only', 'A-BCDEFG', TOO_UNIFORM],
    ['digits only', '1-234567', TOO_UNIFORM],
    ['special characters only', '-_-_-_-_', TOO_UNIFORM],
    ['letters of other alphabets', 'Ж-жжжжжж', TOO_UNIFORM],
    ['an upper case letter that is not English', 'Ä-bcdefg', TOO_UNIFORM],
    ['a digit that is not Western', '\u0661-bcdefg', TOO_UNIFORM],
    ['everything wrong: length first', 'x'.repeat(65), TOO_LONG],
    ['everything else wrong: too short first', 'x', TOO_SHORT],
    ['two things wrong: the special character first', 'xxxxxxx', NO_SPECIAL],
  ];

  test.each(refused)('a password is refused with %s', async (_title, password, sentence) => {
    await expectRefused(emulator, () => change(emulator.url, IDS.mo, { Password: password }), [
      onRecord(sentence),
    ]);
  });

  test('the previous five, the current one among them, are refused, and the sixth is accepted', async () => {
    const [first = '', ...more] = ['one', 'two', 'three', 'four', 'five', 'six'].map((n) => `Ada-${n}-2024`);
    const set = (Password: string): Promise<unknown> => accept(emulator.url, IDS.ada, { Password });
    const refuse = (Password: string): Promise<void> =>
      expectRefused(emulator, () => change(emulator.url, IDS.ada, { Password }), [onRecord(USED_BEFORE)]);
    await refuse(LOGINS.ada.password);
    await set(first);
    await refuse(LOGINS.ada.password);
    for (const next of more) await set(next);
    for (const recent of more) await refuse(recent);
    await set(first);
    for (const recent of [first, ...more.slice(1)]) await refuse(recent);
    await set(more[0] ?? '');
    expect(await emulator.rows('SELECT * FROM password_history WHERE resource_id = ?', IDS.ada)).toHaveLength(
      4,
    );
  });

  test('the password of somebody else may be the same, and another case is another password', async () => {
    await accept(emulator.url, IDS.bea, { Password: 'Same-Pass-1' });
    await accept(emulator.url, IDS.harriet, { Password: 'Same-Pass-1' });
    await accept(emulator.url, IDS.bea, { Password: 'same-Pass-1' });
    expect(await isPassword(emulator, IDS.bea, 'same-Pass-1')).toBe(true);
  });

  test.each<[string, SentFields]>([
    ['left out', { Password: undefined }],
    ['nil', { Password: { xml: '<Password xsi:nil="true"/>' } }],
    ['empty', { Password: '' }],
    ['empty without a type', { Password: { xml: '<Password/>' } }],
    ['the mask', { Password: '******' }],
    ['the mask with a type', { Password: { xml: '<Password xsi:type="xsd:string">******</Password>' } }],
  ])('a password that is %s stays as it is', async (_title, sent) => {
    const before = await emulator.rows('SELECT * FROM password_history');
    const hash = await hashOf(emulator, IDS.admin);
    await accept(emulator.url, IDS.admin, sent);
    expect(await hashOf(emulator, IDS.admin)).toBe(hash);
    expect(await emulator.rows('SELECT * FROM password_history')).toEqual(before);
  });
});

describe('where the tenant demands none', () => {
  const emulator = opened({ tenant: (demo) => ({ ...demo, strongPasswords: false }) });

  test.each([
    ['one character', 'x'],
    ['no special character', 'password'],
    ['the current one again', 'password'],
    ['64 characters', 'x'.repeat(64)],
    ['blanks', '   '],
  ])('a password is accepted with %s', async (_title, password) => {
    await accept(emulator.url, IDS.tom, { Password: password });
    await accept(emulator.url, IDS.tom, { Password: password });
    expect(await isPassword(emulator, IDS.tom, password)).toBe(true);
  });

  test('65 characters are too many here, too', async () => {
    await expectRefused(emulator, () => change(emulator.url, IDS.tom, { Password: 'x'.repeat(65) }), [
      onRecord(TOO_LONG),
    ]);
  });
});

describe('a changed password', () => {
  test.each([
    ['in plain letters', 'New-Secret-1'],
    ['with blanks around it and a colon', ' :New-Secret-1: '],
    ['beyond ASCII', 'Ñew-Sécret-🚀1'],
  ])('holds from the next request on: %s', async (_title, password) => {
    const emulator = await open();
    const { reader } = LOGINS;
    try {
      expect(await logsIn(emulator, reader)).toBe(true);
      await accept(emulator.url, IDS.reader, { Password: password });
      expect(await logsIn(emulator, reader)).toBe(false);
      expect(await logsIn(emulator, { ...reader, password })).toBe(true);
      expect(await logsIn(emulator, { ...reader, password: password.toLowerCase() })).toBe(false);
      // The administrator did not have to log in again.
      await accept(emulator.url, IDS.reader, { Title: 'Still here' });
    } finally {
      await emulator.close();
    }
  });

  test('differs from another after its 72nd byte, too', async () => {
    const emulator = await open();
    const common = `A-1${'é'.repeat(60)}`;
    try {
      await accept(emulator.url, IDS.reader, { Password: `${common}x` });
      expect(await logsIn(emulator, { ...LOGINS.reader, password: `${common}x` })).toBe(true);
      expect(await logsIn(emulator, { ...LOGINS.reader, password: `${common}y` })).toBe(false);
      await accept(emulator.url, IDS.reader, { Password: `${common}y` });
    } finally {
      await emulator.close();
    }
  });

  test('gives a resource that had none its first log-in', async () => {
    const emulator = await open({ apiOnlyUsers: false });
    const login = { user: 'mo.minimal@example.com', password: 'First-Secret-1' };
    try {
      expect(await logsIn(emulator, login)).toBe(false);
      await accept(emulator.url, IDS.mo, { Password: login.password });
      expect(await logsIn(emulator, login)).toBe(true);
      expect(await emulator.rows('SELECT * FROM password_history')).toEqual([]);
    } finally {
      await emulator.close();
    }
  });

  test("of one's own holds for the caller, too", async () => {
    const emulator = await open();
    const login = { ...LOGINS.admin, password: 'Own-Secret-1' };
    try {
      await accept(emulator.url, IDS.admin, { Password: login.password });
      expect(await logsIn(emulator, LOGINS.admin)).toBe(false);
      expect(await logsIn(emulator, login)).toBe(true);
    } finally {
      await emulator.close();
    }
  });
});

describe('in one call', () => {
  const emulator = opened();
  const record = async (id: number, changes: SentFields): Promise<string> =>
    entity(id, { ...(await writableValues(emulator.url, id)), ...changes });

  test('a resource that is sent twice has the last password, and remembers the first', async () => {
    const { errors } = await update(emulator.url, [
      await record(IDS.tom, { Password: 'First-Pass-1' }),
      await record(IDS.tom, { Password: 'Next-Pass-2' }),
    ]);
    expect(errors).toEqual([]);
    expect(await isPassword(emulator, IDS.tom, 'Next-Pass-2')).toBe(true);
    for (const Password of ['First-Pass-1', 'Next-Pass-2', LOGINS.tom.password]) {
      await expectRefused(emulator, () => change(emulator.url, IDS.tom, { Password }), [
        onRecord(USED_BEFORE),
      ]);
    }
  });

  test('a resource that is sent twice may not get the same password twice', async () => {
    const records = await Promise.all([1, 2].map(() => record(IDS.bea, { Password: 'Same-Twice-1' })));
    await expectRefused(emulator, () => update(emulator.url, records), [onRecord(USED_BEFORE, 2)]);
  });

  test('a resource that is sent seven times may get the first password again, which is its sixth', async () => {
    const words = ['one', 'two', 'three', 'four', 'five', 'six', 'one'];
    const records = await Promise.all(words.map((word) => record(IDS.jack, { Password: `Jack-${word}-1` })));
    expect((await update(emulator.url, records)).errors).toEqual([]);
    expect(await isPassword(emulator, IDS.jack, 'Jack-one-1')).toBe(true);
  });

  test('a resource that is sent twice is refused for what is wrong with its first record', async () => {
    const records = [
      await record(IDS.mo, { Password: 'First-Pass-1', FirstName: '' }),
      await record(IDS.mo, { Password: 'Next-Pass-2' }),
    ];
    await expectRefused(emulator, () => update(emulator.url, records), [
      onRecord('Missing Required Field: FirstName.'),
    ]);
  });

  test('a password for a resource that is not there changes nothing', async () => {
    await expectRefused(emulator, () => update(emulator.url, [entity(1, { Password: 'First-Pass-1' })]), [
      NOT_FOUND,
    ]);
  });

  test.each([0, 5])(
    'two callers who set the same password at once, after %i others: one of them used it before',
    async (others) => {
      for (let n = 0; n < others; n += 1)
        await accept(emulator.url, IDS.harriet, { Password: `Prior-${n}-1` });
      const sent = [await record(IDS.harriet, { Password: `Both-After-${others}` })];
      const results = await Promise.all([update(emulator.url, sent), update(emulator.url, sent)]);
      expect(results.flatMap(({ errors }) => errors)).toEqual([onRecord(USED_BEFORE)]);
    },
  );

  test('many callers who change passwords of one resource are all answered, and each took its turn', async () => {
    const passwords = Array.from({ length: 8 }, (_, n) => `Turn-${n}-Taken`);
    const sent = await Promise.all(passwords.map((Password) => record(IDS.frank, { Password })));
    const results = await Promise.all(sent.map((one) => update(emulator.url, [one])));
    expect(results.flatMap(({ errors }) => errors)).toEqual([]);
    const hashes = (
      await emulator.rows('SELECT password_hash FROM password_history WHERE resource_id = ?', IDS.frank)
    ).map((row) => String(row['password_hash']));
    const all = [await hashOf(emulator, IDS.frank), ...hashes];
    const kept = passwords.filter((password) =>
      all.some((hash) => bcrypt.compareSync(passwordDigest(password), hash)),
    );
    expect(kept).toHaveLength(5);
  });
});

test('a password leaves no trace in answers, log, outbox, audit or data file', async () => {
  const log: string[] = [];
  const logger = pino(
    { level: 'trace' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log.push(chunk.toString());
        done();
      },
    }),
  );
  const emulator = await open({ logger, passwordMask: true });
  const secrets = [
    'Tr4ce-of-Secret',
    'short',
    'Nospecialcharacters1',
    'Sé-cret-🚀-1',
    `L0ng-${'secret'.repeat(12)}`,
  ];
  try {
    const answers: string[] = [];
    for (const Password of secrets) {
      answers.push((await change(emulator.url, IDS.mo, { Password, Email: 'mo.new@example.com' })).body);
      answers.push((await change(emulator.url, IDS.mo, { Password, Title: { xml: '<Title/>' } })).body);
    }
    answers.push((await query(emulator.url, queryXml(where('id', 'Equals', String(IDS.mo))))).body);
    expect(await emulator.rows('SELECT * FROM outbox')).toHaveLength(1);
    expect(await emulator.rows('SELECT * FROM audit')).toHaveLength(2);
    expect(await hashOf(emulator, IDS.mo)).toMatch(/^\$2b\$04\$[./A-Za-z0-9]{53}$/);
    const bytes = await emulator.bytes();
    for (const secret of secrets) {
      expect([...answers, ...log].join('\n')).not.toContain(secret);
      expect(bytes.includes(secret, 0, 'utf8')).toBe(false);
      expect(bytes.includes(Buffer.from(secret, 'utf8').toString('base64'))).toBe(false);
      // Nor may the digest that bcrypt gets be kept: it stands for the password.
      expect(bytes.includes(passwordDigest(secret))).toBe(false);
    }
    expect(bytes.includes('mo.new@example.com')).toBe(true);
  } finally {
    await emulator.close();
  }
});

test('the recorded mask can be sent back as it was answered', async () => {
  const emulator = await open({ passwordMask: true });
  try {
    const hash = await hashOf(emulator, IDS.tom);
    const answer = await accept(emulator.url, IDS.tom, { Title: 'Masked' });
    expect(answer['Password']).toBe('******');
    await accept(emulator.url, IDS.tom, { Password: answer['Password'] });
    expect(await hashOf(emulator, IDS.tom)).toBe(hash);
  } finally {
    await emulator.close();
  }
});

test('while many passwords are hashed, queries and log-ins go on', async () => {
  const readerHash = await quickHash(LOGINS.reader.password);
  const emulator = await open({
    bcryptCost: 12,
    tenant: (demo) => ({
      ...demo,
      resources: demo.resources.map((one) =>
        one.UserName === 'api.reader' ? { ...one, passwordHash: readerHash } : one,
      ),
    }),
  });
  try {
    const ids = [IDS.tom, IDS.mo, IDS.emma, IDS.bea, IDS.harriet, IDS.jack, IDS.paul, IDS.frank];
    const records = await Promise.all(
      ids.map(async (id) =>
        entity(id, { ...(await writableValues(emulator.url, id)), Password: `Slow-Secret-${id}` }),
      ),
    );
    let answered = false;
    const updating = update(emulator.url, records).then((result) => {
      answered = true;
      return result;
    });
    for (let n = 0; n < 20; n += 1) {
      const { entities } = await query(emulator.url, queryXml(where('id', 'Equals', String(ids[0]))));
      expect(entities).toHaveLength(1);
    }
    expect(await logsIn(emulator, LOGINS.reader)).toBe(true);
    expect(answered).toBe(false);
    expect((await updating).errors).toEqual([]);
  } finally {
    await emulator.close();
  }
});
