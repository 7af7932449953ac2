import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { environment, type Outcome, type RunOptions } from './command';
import { requireBuilt } from '../../scripts/sources.cjs';

const ROOT = path.join(__dirname, '..', '..');

/** A file of `dist/`, which must not be older than its sources. */
export function builtFile(name: string): string {
  requireBuilt(name);
  return path.join(ROOT, 'dist', name);
}

/** The path of the built command. */
export const CLI = builtFile('cli.js');

function launch(args: readonly string[], { env, cwd }: RunOptions): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [CLI, ...args], {
    env: environment(env),
    ...(cwd !== undefined && { cwd }),
  });
}

/** Runs the built command to its end. */
export function runBuilt(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = launch(args, options);
  const output = listenTo(child);
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...output });
    });
  });
}

/** A running `atws serve`. */
export interface Served {
  readonly url: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly pid: number;
  /** Sends a signal, and waits for the end of the process and its children. */
  end(signal: NodeJS.Signals): Promise<Outcome & { readonly signal: NodeJS.Signals | null }>;
}

/** Starts `atws serve`, on a free port unless the arguments name one, and waits until it listens. */
export function serve(args: readonly string[], options: RunOptions = {}): Promise<Served> {
  const child = launch(['serve', ...args], options);
  const output = listenTo(child);
  const ended = new Promise<Outcome & { signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...output });
    });
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    void ended.then(({ code, stderr }) => {
      reject(new Error(`atws serve ended with ${code}: ${stderr}`));
    });
    child.stdout.on('data', () => {
      const [, url] = /Endpoint {2}(\S+)\n[\s\S]*Ctrl-C/.exec(output.stdout) ?? [];
      if (url === undefined) return;
      resolve({
        url,
        get stdout() {
          return output.stdout;
        },
        get stderr() {
          return output.stderr;
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
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return output;
}
