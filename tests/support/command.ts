import { Readable, Writable } from 'node:stream';
import { runCommand } from '../../src/cli/program';

/** The output of a command and its exit code. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Environment variables; those of the caller that begin with `ATWS_` are removed. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

/** The environment of a command. */
export function environment(env: RunOptions['env'] = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(ATWS_|COLUMNS$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env };
}

/** Commands run one after the other, as they share the process. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of `atws` to its end, in the process of the test. For commands that start a server or wait, `runBuilt`
 * and `serve` start a process.
 */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const outcome = turn.then(() => runHere(args, options));
  turn = outcome.catch(() => undefined);
  return outcome;
}

async function runHere(args: readonly string[], { env, cwd, input = '' }: RunOptions): Promise<Outcome> {
  const output = { stdout: '', stderr: '' };
  const before = { cwd: process.cwd(), exitCode: process.exitCode };
  let ended: Outcome | undefined;
  const end = (code = process.exitCode): Outcome => (ended ??= { code: Number(code ?? 0), ...output });
  const own = {
    env: environment(env),
    stdin: Readable.from([Buffer.from(input)]),
    stdout: collector((text) => (output.stdout += text)),
    stderr: collector((text) => (output.stderr += text)),
    // Ends the command by an error, as later output is not part of the outcome.
    exit: (code?: number): never => {
      end(code);
      throw new Error('The process has ended');
    },
  };
  const kept = Object.keys(own).map(
    (name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const,
  );
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(process, name, { value, configurable: true, writable: true });
  }
  process.exitCode = undefined;
  try {
    if (cwd !== undefined) process.chdir(cwd);
    await runCommand(args);
    return end();
  } finally {
    process.chdir(before.cwd);
    for (const [name, descriptor] of kept) {
      if (descriptor) Object.defineProperty(process, name, descriptor);
    }
    process.exitCode = before.exitCode;
  }
}

function collector(take: (text: string) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      take(chunk.toString('utf8'));
      done();
    },
  });
}
