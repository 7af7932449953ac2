import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../src/input/make-folder';
import { temporaryFolder } from '../support/emulator';

const folder = temporaryFolder();
const within = (...names: readonly string[]): string => path.join(folder.path, ...names);

afterAll(() => {
  folder.remove();
});

test('folders that are missing are made, for their owner only, and the first of them is told', () => {
  expect(makeFolder(within('a', 'b', 'c'))).toBe(within('a'));
  for (const made of [within('a'), within('a', 'b', 'c')]) expect(statSync(made).mode & 0o777).toBe(0o700);
  expect(makeFolder(within('a', 'b', 'd'))).toBe(within('a', 'b', 'd'));
});

test('a folder that is there stays', () => {
  expect(makeFolder(folder.path)).toBeUndefined();
  expect(makeFolder(path.parse(folder.path).root)).toBeUndefined();
});

test('a file in the way is told, and nothing is made', () => {
  writeFileSync(within('file'), '');
  expect(() => makeFolder(within('file'))).toThrow(expect.objectContaining({ code: 'EEXIST' }) as Error);
  expect(() => makeFolder(within('file', 'in'))).toThrow(
    expect.objectContaining({ code: 'ENOTDIR' }) as Error,
  );
  expect(existsSync(within('file', 'in'))).toBe(false);
});

test('a folder that the system makes nowhere is told at once', () => {
  // Only Linux has such a place.
  const unmakeable = existsSync('/proc/self') ? '/proc/no/where' : within('file', 'no', 'where');
  expect(() => makeFolder(unmakeable)).toThrow(/ENOENT|ENOTDIR/);
});
