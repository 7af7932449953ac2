import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { computedByEndedChildren } from './processor';
import type { Generator, Load, Request, LoadResult } from './generator';

const SCRIPT = path.join(__dirname, '..', 'wrk.lua');

/** The calls that are prepared for each second of the load, and at most; a faster server gets them again. */
const CALLS_PER_SECOND = 10_000;
const MAX_CALLS = 30_000;

/** The output of wrk.lua. Times are in microseconds. */
interface Report {
  readonly answers: number;
  readonly errors: number;
  readonly duration: number;
  readonly latencies: readonly number[];
}

/** The load generator wrk, which takes little processor time; undefined where it is not installed. */
export function findWrk(): Generator | undefined {
  const program = String(process.env['PATH'])
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'wrk'))
    .find(existsSync);
  return program === undefined
    ? undefined
    : { name: 'wrk', run: (load) => run(program, load), computed: computedByEndedChildren };
}

async function run(program: string, { origin, next, seconds, connections }: Load): Promise<LoadResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atws-bench-wrk-'));
  try {
    const calls = path.join(folder, 'calls');
    const count = Math.min(CALLS_PER_SECOND * seconds, MAX_CALLS);
    writeFileSync(calls, Array.from({ length: count }, () => sized(asSent(origin, next()))).join(''));
    const options = ['--threads', 1, '--connections', connections, '--duration', seconds, '--timeout', 30];
    const { stdout } = await promisify(execFile)(
      program,
      [...options, '--script', SCRIPT, origin, '--', calls].map(String),
    );
    const report = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as Report;
    if (report.errors > 0 || report.answers === 0) {
      throw new Error(`${report.answers} answers, ${report.errors} errors or answers other than 2xx`);
    }
    return {
      sent: report.answers + connections,
      perSecond: (report.answers * 1_000_000) / report.duration,
      latencies: report.latencies.map((microseconds) => microseconds / 1000),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function asSent(origin: string, { path, headers, body }: Request): string {
  const all = { Host: new URL(origin).host, ...headers, 'Content-Length': Buffer.byteLength(body) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** A text with its length in bytes before it. */
function sized(text: string): string {
  return `${Buffer.byteLength(text)}\n${text}`;
}
