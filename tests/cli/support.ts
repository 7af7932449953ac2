import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';

/** The built command. */
export const CLI = path.join(__dirname, '..', '..', 'dist', 'cli.js');

/** What a command said, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Variables beside PATH and the like; none of the caller's `ATWS_...` get through. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

function launch(args: readonly string[], { env = {}, cwd }: RunOptions): ChildProcessWithoutNullStreams {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(ATWS_|COLUMNS$|FORCE_COLOR$)/.test(name),
  );
  return spawn(process.execPath, [CLI, ...args], {
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
    ...(cwd !== undefined && { cwd }),
  });
}

/** Runs a command of `atws` to its end. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = launch(args, options);
  const said = listenTo(child);
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...said });
    });
  });
}

/** A running `atws serve`. */
export interface Served {
  readonly url: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly pid: number;
  /** Sends a signal, and waits for the end of it and of all processes that it started. */
  end(signal: NodeJS.Signals): Promise<Outcome & { readonly signal: NodeJS.Signals | null }>;
}

/** Starts `atws serve`, on a free port unless the arguments name one, and waits until it serves. */
export function serve(args: readonly string[], options: RunOptions = {}): Promise<Served> {
  const child = launch(['serve', ...args], options);
  const said = listenTo(child);
  const ended = new Promise<Outcome & { signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...said });
    });
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    void ended.then(({ code, stderr }) => {
      reject(new Error(`atws serve ended with ${code}: ${stderr}`));
    });
    child.stdout.on('data', () => {
      const [, url] = /Endpoint {2}(\S+)\n[\s\S]*Ctrl-C/.exec(said.stdout) ?? [];
      if (url === undefined) return;
      resolve({
        url,
        get stdout() {
          return said.stdout;
        },
        get stderr() {
          return said.stderr;
        },
        pid: Number(child.pid),
        end: (signal) => {
          child.kill(signal);
          return ended;
        },
      });
    });
  });
}

function listenTo(child: ChildProcessWithoutNullStreams): { stdout: string; stderr: string } {
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  return said;
}
