import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { runBuilt, serve } from '../support/built';

/** Libraries that take long to load: a command that does without them answers at once. */
const HEAVY = ['better-sqlite3', 'express', 'kysely', 'nodemailer', 'pino', 'soap', 'zod'] as const;

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const HOOK = path.join(folder.path, 'list-loaded.cjs');
const LIST = path.join(folder.path, 'loaded.txt');
writeFileSync(
  HOOK,
  `process.on('exit', () => {
    require('node:fs').writeFileSync(${JSON.stringify(LIST)}, Object.keys(require.cache).join('\\n'));
  });`,
);
const options = { cwd: folder.path, env: { NODE_OPTIONS: `--require "${HOOK}"` } };

/** Which of the heavy libraries the last command loaded. */
function loaded(): readonly string[] {
  const files = readFileSync(LIST, 'utf8').split('\n');
  return HEAVY.filter((name) => {
    const asPackage = path.join(path.sep, 'node_modules', name, path.sep);
    const builtIn = path.join(path.sep, 'dist', `${name}.js`);
    return files.some((file) => file.includes(asPackage) || file.endsWith(builtIn));
  });
}

test.each([
  [['--help']],
  [['--version']],
  [['serve', '--help']],
  [['call', '--help']],
  [['replay', '--help']],
  [['config']],
])('%j loads none of the heavy libraries', async (args) => {
  expect(await runBuilt(args, options)).toMatchObject({ code: 0 });
  expect(loaded()).toEqual([]);
});

test('a server that answers calls, its WSDL and its help page does without express and the soap package', async () => {
  const server = await serve(['--memory', '--port', '0'], options);
  try {
    const answer = await query(server.url, queryXml(where('UserName', 'Equals', 'tom.tech')));
    expect(answer.entities).toHaveLength(1);
    for (const document of [server.url, `${server.url}?WSDL`]) {
      expect((await fetch(document)).status).toBe(200);
    }
  } finally {
    await server.end('SIGTERM');
  }
  expect(loaded()).toEqual(['better-sqlite3', 'kysely', 'pino', 'zod']);
});

test('who opens a page makes it load express', async () => {
  const server = await serve(['--memory', '--port', '0'], options);
  try {
    expect((await fetch(new URL('/readyz', server.url))).status).toBe(200);
  } finally {
    await server.end('SIGTERM');
  }
  expect(loaded()).toContain('express');
});
