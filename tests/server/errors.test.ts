import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as atws from '../../src/index';

const SOURCES = path.join(__dirname, '..', '..', 'src');

/** What becomes an answer over HTTP, or what a command prints: no program gets it from `startEmulator`. */
const ANSWERS = /^(api|cli|console|http|replay|soap|xml)\//;

/** Caught where they are thrown from or above it, and told as one of the others. */
const CAUGHT = [
  'HashesMissing',
  'JsonTextError',
  'NotTextError',
  'SearchAbandoned',
  'SearchTimeout',
  'StalePasswords',
  'Unadministered',
];

const thrown = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !ANSWERS.test(file.replaceAll('\\', '/')))
  .flatMap((file) => [
    ...readFileSync(path.join(SOURCES, file), 'utf8').matchAll(/\bclass (\w+) extends Error\b/g),
  ])
  .map(([, name = '']) => name)
  .filter((name) => !CAUGHT.includes(name));

test.each([...thrown, 'ContractError'])('a program can tell a %s from others', (name) => {
  expect(Object.keys(atws)).toContain(name);
});

test('errors are looked for where they are', () => {
  expect(thrown).toEqual(expect.arrayContaining(['ClockError', 'ConfigError', 'ImportError', 'Refusal']));
});
