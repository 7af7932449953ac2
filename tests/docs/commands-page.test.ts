import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../cli/support';

/** `docs/commands.md` is this text, and the help of `atws` in the README this block; `npm run docs` writes them anew. */

const ROOT = path.join(__dirname, '..', '..');
const PAGE = path.join(ROOT, 'docs', 'commands.md');
const README = path.join(ROOT, 'README.md');

const INTRODUCTION = `# Commands

What every command says to \`--help\`. This page is made from it by \`npm run docs\`, and a test fails when the two
differ. The settings of \`atws serve\` are a table in [configuration.md](configuration.md), too.
`;

/** Slow where many share a machine: each of the two dozen helps is a start of the command. */
const TIMEOUT = 5 * 60_000;

/** A command, without `atws` itself, and what it says to `--help`. */
interface Help {
  readonly command: readonly string[];
  readonly text: string;
}

async function helpOf(command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run([...command, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** The commands that a help text lists, without `help` itself. */
function commandsIn(text: string): readonly string[] {
  const [, list = ''] = /^Commands:\n([\s\S]*)/m.exec(text) ?? [];
  return [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}

/** The help of a command, and of all below it. */
async function allHelp(command: readonly string[] = []): Promise<readonly Help[]> {
  const text = await helpOf(command);
  const below = await Promise.all(commandsIn(text).map((name) => allHelp([...command, name])));
  return [{ command, text }, ...below.flat()];
}

const fenced = (text: string): string => `\`\`\`text\n${text}\`\`\`\n`;

function page(all: readonly Help[]): string {
  const sections = all.map(({ command, text }) => `## ${['atws', ...command].join(' ')}\n\n${fenced(text)}`);
  return [INTRODUCTION, ...sections].join('\n');
}

/** The README with this help in the place of the one it has. */
function readmeWith(text: string): string {
  return readFileSync(README, 'utf8').replace(/^```text\nUsage: atws[^]*?^```\n/m, () => fenced(text));
}

test(
  'docs/commands.md and the README show the help of every command (npm run docs writes it)',
  async () => {
    const all = await allHelp();
    const top = all[0]?.text ?? '';
    if (process.env['UPDATE_DOCS'] === '1') {
      writeFileSync(PAGE, page(all));
      writeFileSync(README, readmeWith(top));
    }
    expect(readFileSync(PAGE, 'utf8')).toBe(page(all));
    expect(readFileSync(README, 'utf8')).toContain(fenced(top));
    expect(all.map(({ command }) => command.join(' '))).toEqual(
      expect.arrayContaining(['', 'serve', 'resource delete', 'snapshot restore']),
    );
  },
  TIMEOUT,
);
