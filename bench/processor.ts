// Processor time of processes and of the whole machine, as Linux counts it in hundredths of a second.
import { existsSync, readFileSync } from 'node:fs';

/** Processor time in seconds. */
export interface Computed {
  /** In programs. */
  readonly user: number;
  /** In the kernel, on their behalf. */
  readonly system: number;
}

export function total({ user, system }: Computed): number {
  return user + system;
}

export function sum(all: readonly Computed[]): Computed {
  return {
    user: all.reduce((seconds, { user }) => seconds + user, 0),
    system: all.reduce((seconds, { system }) => seconds + system, 0),
  };
}

export function difference(later: Computed, earlier: Computed): Computed {
  return { user: later.user - earlier.user, system: later.system - earlier.system };
}

/**
 * The processor time of processes and their children so far, also of those that ended; undefined where the system does
 * not report it. Fields 14 to 17 of /proc/PID/stat.
 */
export function computedBy(pids: readonly number[]): Computed | undefined {
  const all = pids.flatMap(withChildren).map(timesOf);
  return all.every((times) => times !== undefined)
    ? sum(all.flatMap(({ own, ended }) => [own, ended]))
    : undefined;
}

/** The processor time in seconds of the processes that this one started and that ended. */
export function computedByEndedChildren(): number | undefined {
  const times = timesOf(process.pid);
  return times && total(times.ended);
}

/** Processor times of a process, and of those that it started and that ended. */
function timesOf(pid: number): { readonly own: Computed; readonly ended: Computed } | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, userOfEnded = 0, systemOfEnded = 0] = fields.slice(11, 15);
  return {
    own: { user: user / 100, system: system / 100 },
    ended: { user: userOfEnded / 100, system: systemOfEnded / 100 },
  };
}

/** A process and the processes that it and its children started. */
export function withChildren(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [pid];
  const children = readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(withChildren)];
}

/**
 * The processor time that all processes together had so far, and that the machine's host took away from them, in
 * seconds; undefined where the system does not report it. The first line of /proc/stat.
 */
export function computedByMachine(): number | undefined {
  if (!existsSync('/proc/stat')) return undefined;
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + interrupts + softInterrupts + stolen) / 100;
}
