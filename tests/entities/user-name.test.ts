import { domainOf, findFullUser, findUser, userKey } from '../../src/entities/user-name';

const DOMAIN = 'Example.com';
const NAMES = ['tom.tech', ' old ', 'a@b'];

/** The names that were looked for, and the one that was found. */
async function looked(find: typeof findUser, userName: string): Promise<readonly [string[], unknown]> {
  const tried: string[] = [];
  const found = await find(userName, DOMAIN, async (name) => {
    tried.push(name);
    return NAMES.find((one) => one === name);
  });
  return [tried, found];
}

test.each([
  ['tom.tech', ['tom.tech'], 'tom.tech'],
  ['tom.tech@example.com', ['tom.tech'], 'tom.tech'],
  ['tom.tech@EXAMPLE.COM ', ['tom.tech'], 'tom.tech'],
  ['tom.tech@ example.com', ['tom.tech'], 'tom.tech'],
  [' tom.tech ', [' tom.tech ', 'tom.tech'], 'tom.tech'],
  // Version 0.1 allowed names with blanks around them.
  [' old ', [' old '], ' old '],
  [' old @example.com', [' old '], ' old '],
  ['a@b@example.com', ['a@b'], 'a@b'],
  ['nobody', ['nobody'], undefined],
  ['@example.com', [''], undefined],
  ['tom.tech@example.org', [], undefined],
  [' tom.tech@example.org ', [], undefined],
  ['tom.tech@', [], undefined],
])('a log-in as %j is one of %j', async (userName, tried, found) => {
  expect(await looked(findUser, userName)).toStrictEqual([tried, found]);
  const isFull = userName.includes('@');
  expect(await looked(findFullUser, userName)).toStrictEqual(isFull ? [tried, found] : [[], undefined]);
});

test.each([
  ['tom.tech', undefined],
  ['tom.tech@Example.COM ', 'example.com'],
  ['@example.com', 'example.com'],
  ['a@b@c', 'c'],
  ['a@', ''],
])('the domain of %j is %j', (userName, domain) => {
  expect(domainOf(userName)).toBe(domain);
});

test.each(['tom.tech', ' Tom.Tech ', 'TOM.TECH@example.com', ' tom.tech@EXAMPLE.com '])(
  'failed log-ins as %j count for the same user',
  (userName) => {
    expect(userKey(userName, DOMAIN)).toBe('tom.tech');
  },
);

test('failed log-ins at another domain count for another user', () => {
  expect(userKey(' Tom.Tech@example.org ', DOMAIN)).toBe('tom.tech@example.org');
});
