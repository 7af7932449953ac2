import { isPasswordCost, isPasswordHash } from '../../src/entities/password-hash';

const REST = `${'aZ09./'.repeat(8)}abcde`;

test.each(['$2a$04$', '$2b$10$', '$2y$16$'])('%s… is the hash of a password', (start) => {
  expect(isPasswordHash(start + REST)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['no text', undefined],
  ['plain text', 'Ada-Admin-2024'],
  ['another kind of hash', `$1$04$${REST}`],
  ['an unknown version of bcrypt', `$2x$10$${REST}`],
  ['a cost of one digit', `$2b$4$${REST}`],
  ['a cost under the least', `$2b$03$${REST}`],
  ['a cost that takes hours', `$2b$17$${REST}`],
  ['a hash that is too short', `$2b$10$${REST.slice(1)}`],
  ['a hash that is too long', `$2b$10$${REST}a`],
  ['a hash with another letter', `$2b$10$${REST.slice(1)}+`],
  ['a hash behind text', `x$2b$10$${REST}`],
  ['a hash before a line', `$2b$10$${REST}\n`],
])('%s is none: a log-in with it is refused, or the file that has it', (_what, text) => {
  expect(isPasswordHash(text)).toBe(false);
});

test.each([
  [3, false],
  [4, true],
  [16, true],
  [17, false],
  [NaN, false],
])('passwords are hashed at the cost %s: %s', (cost, may) => {
  expect(isPasswordCost(cost)).toBe(may);
});
