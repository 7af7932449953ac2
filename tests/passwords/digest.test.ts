import bcrypt from 'bcryptjs';
import { passwordDigest } from '../../src/passwords/digest';

test('a digest is what HMAC-SHA-384 under the key of the emulator gives, in base64', () => {
  // printf %s 'Api-Admin-2024' | openssl dgst -sha384 -hmac atws-emulator -binary | base64 -w0
  expect(passwordDigest('Api-Admin-2024')).toBe(
    'dtfMaIk6Xqcu4qDI2aD7bn1QH52cfRoUdGDKmR+x+e6dejdx8OvyWNRl/jxmJz2w',
  );
});

test.each([
  ['nothing', ''],
  ['one letter', 'x'],
  ['64 characters of four bytes', '𠮷'.repeat(64)],
  ['a megabyte', 'x'.repeat(1_048_576)],
])('of %s, it fits into the 72 bytes that bcrypt reads, without a zero byte', (_title, password) => {
  expect(passwordDigest(password)).toMatch(/^[A-Za-z0-9+/]{64}$/);
});

test('passwords that differ only after their 72nd byte are told apart, which bcrypt alone does not do', () => {
  const [one, other] = [`${'x'.repeat(72)}a`, `${'x'.repeat(72)}b`];
  expect(bcrypt.compareSync(other, bcrypt.hashSync(one, 4))).toBe(true);
  expect(bcrypt.compareSync(passwordDigest(other), bcrypt.hashSync(passwordDigest(one), 4))).toBe(false);
});

test.each([
  ['case', 'Secret', 'secret'],
  ['a trailing blank', 'secret', 'secret '],
  ['a zero byte', 'secret', 'secret\0more'],
  ['the way an accent is written', 'é'.normalize('NFC'), 'é'.normalize('NFD')],
])('passwords that differ in %s are told apart', (_title, one, other) => {
  expect(passwordDigest(one)).not.toBe(passwordDigest(other));
});
