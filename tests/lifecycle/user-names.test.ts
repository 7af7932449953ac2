// Thorough: npm run test:quick leaves it out.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { run } from '../support/command';
import { visitor, Visitor } from '../support/visitor';
import { LOGINS, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';
import { accept, change, IDS, quickHash } from '../support/updates';
import { BY, logIn, openedAnew, outside, type World } from '../support/json-api';

const SENTENCE =
  'The value has a colon, a blank at an end or a character that cannot be seen in field: UserName.';

/** User names that cannot be typed as they are seen. */
const NOT_PLAIN: Readonly<Record<string, string>> = {
  'a colon': 'a:b',
  'a full-width colon': 'a：b',
  'a blank before': ' ab',
  'a blank behind': 'ab ',
  'a tab': 'a\tb',
  'a no-break space': 'a\u00a0b',
  'an ideographic blank': 'a\u3000b',
  'a blank of no width': 'a\u200bb',
  'a joiner': 'a\u200db',
  'a soft hyphen': 'a\u00adb',
  'a mark of the direction': 'a\u202eb',
  'a byte order mark': '\ufeffab',
  'a filler': 'a\u3164b',
  'a line separator': 'a\u2028b',
  'a Braille blank': 'a\u2800b',
  'a variation selector': 'a\ufe0fb',
};

/** The fields of Tom as text, with another address. */
async function fieldsOfTom({ api }: World): Promise<Readonly<Record<string, string>>> {
  const { fields } = await api.resource(IDS.tom);
  const others = Object.entries(fields).filter(([name, value]) => name !== 'id' && value !== null);
  return {
    ...Object.fromEntries(others.map(([name, value]) => [name, String(value)])),
    Email: 'new@example.com',
  };
}

/** Each way to give a user name; what it answers is why it was refused. */
const CHANNELS: Readonly<Record<string, (world: World, userName: string) => Promise<string>>> = {
  'a SOAP update': async ({ url }, UserName) => (await change(url, IDS.tom, { UserName })).errors.join(),
  'the JSON API: create': async (world, UserName) => {
    const fields = { ...(await fieldsOfTom(world)), UserName };
    return (await world.api.refused('/resources', { by: BY, fields })).detail;
  },
  'the JSON API: replace': async ({ api }, UserName) => {
    const replacement = { FirstName: 'Nina', LastName: 'New', Email: 'nina@example.com', UserName };
    return (await api.refused(`/resources/${IDS.reader}/delete`, { by: BY, replacement })).detail;
  },
  'the console: edit': async (world, UserName) => {
    const ada = await visitor(world, LOGINS.ada);
    const form = { 'was.UserName': 'tom.tech', UserName, 'was.Active': 'true', Active: 'true' };
    return (await ada.post(`/resources/${IDS.tom}/edit`, form)).html;
  },
  'the console: create': async (world, UserName) => {
    const ada = await visitor(world, LOGINS.ada);
    return (await ada.post('/resources/new', { ...(await fieldsOfTom(world)), UserName })).html;
  },
  'an import': async (world, UserName) => {
    const folder = temporaryFolder();
    const file = path.join(folder.path, 'resources.json');
    writeFileSync(file, JSON.stringify([{ ...(await fieldsOfTom(world)), UserName }]));
    const { stderr } = await run(['import', file, '--data', world.file]);
    folder.remove();
    return stderr;
  },
  'a seed': async (_world, UserName) => {
    const folder = temporaryFolder();
    const file = path.join(folder.path, 'seed.json');
    const demo = demoTenant();
    const resources = demo.resources.map((one) => (one.id === IDS.tom ? { ...one, UserName } : one));
    writeFileSync(file, JSON.stringify({ ...demo, resources }));
    const { stderr } = await run(['import', file, '--data', path.join(folder.path, 'new.db')]);
    folder.remove();
    return stderr;
  },
};

describe('a user name that cannot be typed as it is seen', () => {
  const world = openedAnew();

  test.each(Object.entries(CHANNELS))('is refused through %s', async (_name, give) => {
    const before = await world.rows('SELECT id, UserName FROM resources');
    const names = Object.entries(NOT_PLAIN).filter(([what]) =>
      ['a colon', 'a blank of no width'].includes(what),
    );
    for (const [, userName] of names) expect(await give(world, userName)).toContain(SENTENCE);
    expect(await world.rows('SELECT id, UserName FROM resources')).toEqual(before);
  });

  test.each(Object.entries(NOT_PLAIN))('is one with %s', async (_what, userName) => {
    const fields = { ...(await fieldsOfTom(world)), UserName: userName };
    expect(await world.api.refused('/resources', { by: BY, fields })).toMatchObject({
      rule: 'userNameNotPlain',
      field: 'UserName',
    });
  });

  test.each(['a b', "o'neil", 'müller', 'mu\u0308ller', '山田', 'a-b_c.d+e', 'ａｂ'])(
    'is not one like %s',
    async (userName) => {
      expect(await accept(world.url, IDS.tom, { UserName: userName })).toMatchObject({ UserName: userName });
    },
  );

  test('is taken in another Unicode form, too', async () => {
    await accept(world.url, IDS.tom, { UserName: 'm\u00fcller' });
    expect((await change(world.url, IDS.paul, { UserName: 'mu\u0308ller' })).errors.join()).toContain(
      'already in use',
    );
  });

  test('with an @ of another width is one with a domain', async () => {
    expect((await change(world.url, IDS.tom, { UserName: 'tom＠example.com' })).errors.join()).toContain(
      'must be the part of the user name before the @',
    );
  });

  test('is made plain where it comes from an address', async () => {
    const { replacement } = await world.api.delete(IDS.reader, IDS.ada, {
      FirstName: 'Nina',
      LastName: 'New',
      Email: 'ni：na@example.com',
    });
    expect(replacement?.userName).toBe('nina');
  });
});

describe('a data file that has such a name already', () => {
  const world = openedAnew();

  beforeEach(async () => {
    const hash = await quickHash('Tom-Tech-2024');
    outside(world.file, (sqlite) => {
      const set = sqlite.prepare(
        'UPDATE resources SET UserName = ?, UserName_folded = ?, password_hash = ? WHERE id = ?',
      );
      set.run(' Tom ', ' tom ', hash, IDS.tom);
      set.run('pa:ul\u200b', 'pa:ul\u200b', hash, IDS.paul);
      set.run('Ada ', 'ada ', hash, IDS.ada);
      sqlite.exec(`UPDATE resources SET Email2 = 'pa\u200bul@example.com' WHERE id = ${IDS.paul}`);
    });
  });

  test('is used as before: whoever has it logs in, acts, and is changed in everything else', async () => {
    for (const user of [' Tom ', ' tom @example.com', 'pa:ul\u200b']) {
      expect((await new Visitor(world).logIn({ user, password: 'Tom-Tech-2024' })).status).toBe(303);
    }
    expect(await logIn(world.url, { user: ' tom @example.com', password: 'Tom-Tech-2024' })).toBe(500);
    await world.api.act(IDS.harriet, 'inactivate', { by: 'ada ' });
    await accept(world.url, IDS.tom, { Title: 'Boss', UserName: ' Tom ' });
    await accept(world.url, IDS.paul, { UserName: 'paul', Email2: 'pa\u200bul@example.com' });
  });
});

/** Each way to write the user name of an administrator of example.com. */
const WRITTEN = [
  ['without the domain', 'ada.admin', true],
  ['with the domain', 'ada.admin@example.com', true],
  ['in another case', 'ADA.Admin@EXAMPLE.Com', true],
  ['with blanks around it', '  ada.admin@example.com ', true],
  ['with another domain', 'ada.admin@example.org', false],
  ['with a longer domain', 'ada.admin@example.com.evil.org', false],
  ['with two domains', 'ada.admin@example.org@example.com', false],
  ['with an empty domain', 'ada.admin@', false],
] as const;

/** Everything that reads a user name; whether it found Ada. */
const READERS: Readonly<Record<string, (world: World, userName: string) => Promise<boolean>>> = {
  'by, in the JSON API': async ({ api }, by) =>
    (await api.posted(`/resources/${IDS.tom}/inactivate`, { by })).status === 200,
  'by of a record': async ({ api }, by) =>
    (await api.posted('/records', { by, type: 'Task', title: 'Work', owner: IDS.tom })).status === 201,
  'by, on the command line': async ({ origin }, by) =>
    (await run(['resource', 'inactivate', 'tom.tech', '--by', by, '--yes', '--url', origin])).code === 0,
  'a resource, on the command line': async ({ origin }, who) =>
    (await run(['resource', 'show', who, '--url', origin])).code === 0,
  'a filter of the JSON API': async ({ api }, userName) =>
    (await api.resources(`&userName=${encodeURIComponent(userName)}`)).length === 1,
  'a successor': async ({ api }, successor) => {
    const open = (await api.associations(IDS.paul)).filter((one) => one.open > 0);
    const reassign = Object.fromEntries(open.map(({ type }) => [type, successor]));
    return (await api.posted(`/resources/${IDS.paul}/delete`, { by: BY, reassign })).status === 200;
  },
  'the log-in of the console': async (world, user) =>
    (await new Visitor(world).logIn({ ...LOGINS.ada, user })).status === 303,
};

describe.each(Object.entries(READERS))('a user name is read in one way: %s', (_reader, finds) => {
  const world = openedAnew();

  test.each(WRITTEN)('%s', async (_how, userName, isFound) => {
    expect(await finds(world, userName)).toBe(isFound);
  });
});

describe('SOAP', () => {
  const world = openedAnew({ apiOnlyUsers: false });

  test.each(WRITTEN)(
    'reads a user name in that way, and asks for its domain: %s',
    async (_how, user, isFound) => {
      const isFull = user.includes('@');
      expect(await logIn(world.url, { ...LOGINS.ada, user })).toBe(isFound && isFull ? 200 : 401);
      const { body } = await call(world.url, 'IntegrationCodeCheck', `<userName>${user}</userName>`);
      expect(body.includes('Invalid username')).toBe(!(isFound && isFull));
    },
  );
});
