import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../support/emulator';

const ROOT = path.join(__dirname, '..', '..');

/** A clone whose build writes one file. */
const folder = temporaryFolder();
const at = (name: string): string => path.join(folder.path, name);
const built = at('dist/cli.js');

function makeClone(build: string): void {
  for (const name of ['dist', 'fixtures', 'scripts', 'src/store', 'wsdl']) {
    mkdirSync(at(name), { recursive: true });
  }
  for (const name of ['fixtures/demo.json', 'rolldown.config.mjs', 'schema.sql', 'src/store/store.ts']) {
    writeFileSync(at(name), '');
  }
  writeFileSync(at('tsconfig.build.json'), '');
  writeFileSync(at('package.json'), JSON.stringify({ scripts: { make: build } }));
  for (const name of [
    'scripts/build-ahead.cjs',
    'scripts/declarations.mjs',
    'scripts/third-party-notices.mjs',
  ]) {
    writeFileSync(at(name), '');
  }
  for (const name of ['scripts/build-if-stale.cjs', 'scripts/sources.cjs']) {
    cpSync(path.join(ROOT, name), at(name));
  }
}

/** What it says, and the exit code. */
function buildIfStale(): { readonly code: number | null; readonly said: string } {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-if-stale.cjs', 'cli.js', 'make'], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  return { code: status, said: stderr.replace(/^npm .*\n/gm, '') };
}

const LATER = new Date('2100-01-01T00:00:00Z');

function later(file: string): void {
  utimesSync(file, LATER, LATER);
}

beforeEach(() => {
  makeClone(`node -e "require('node:fs').writeFileSync('dist/cli.js', '')"`);
});
afterEach(() => {
  rmSync(at('dist'), { recursive: true });
});
afterAll(() => {
  folder.remove();
});

test('what is missing is built, with a word of it', () => {
  expect(buildIfStale()).toEqual({ code: 0, said: 'atws-emulator: building dist/\n' });
  expect(existsSync(built)).toBe(true);
});

test('what is newer than its sources stays, without a word', () => {
  writeFileSync(built, '');
  later(built);
  expect(buildIfStale()).toEqual({ code: 0, said: '' });
});

test.each(['src/store/store.ts', 'schema.sql', 'fixtures/demo.json', 'scripts/build-if-stale.cjs'])(
  'what is older than %s is built again',
  (source) => {
    writeFileSync(built, '');
    later(at(source));
    expect(buildIfStale()).toEqual({
      code: 0,
      said: 'atws-emulator: building dist/ anew, as a source has changed\n',
    });
  },
);

test('a build that fails ends what wanted it', () => {
  makeClone('node -e "process.exit(3)"');
  expect(buildIfStale().code).not.toBe(0);
});

describe('a test of the build', () => {
  const refusal = (source: string): string => {
    const script = `require('./scripts/sources.cjs').requireBuilt('cli.js'${source})`;
    const { stderr } = spawnSync(process.execPath, ['--eval', script], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    return /^Error: (.*)/m.exec(stderr)?.[1] ?? stderr;
  };

  test('is refused where a source is newer, with what to type', () => {
    writeFileSync(built, '');
    utimesSync(at('src/store/store.ts'), LATER, LATER);
    expect(refusal('')).toBe(
      'dist/cli.js is older than src/store/store.ts: type npm run build, and test again.',
    );
  });

  test('is refused where there is no build', () => {
    expect(refusal('')).toMatch(/^dist\/cli\.js is not there: type npm run build, and test again\.$/);
  });

  test('goes on where the build is the latest, or its own sources are older', () => {
    writeFileSync(built, '');
    later(at('wsdl'));
    expect(refusal(", ['schema.sql']")).toBe('');
    later(built);
    expect(refusal('')).toBe('');
  });
});
