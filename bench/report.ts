import os from 'node:os';
import { GENERATOR } from './load';

/** The measured figures of one server under one workload. */
export interface Measured {
  readonly rows: number;
  readonly workload: string;
  readonly server: string;
  /** Answers per second, one figure a round. */
  readonly perSecond: readonly number[];
  /**
   * Milliseconds of processor time for one answer, the median of the rounds; null where the system does not report it.
   */
  readonly computed: number | null;
  /** The part of it that a database took; left out for a server without one. */
  readonly database?: number | null;
  /** Milliseconds, over all rounds. */
  readonly p50: number;
  readonly p99: number;
  /** MiB; null where the system does not report it. */
  readonly peakMemory: number | null;
}

/** The results of the benchmark by section, without sections that did not run. */
export interface Results {
  readonly throughput?: {
    readonly seconds: number;
    readonly notes: readonly string[];
    readonly measured: readonly Measured[];
  };
  readonly postgres?: {
    readonly seconds: number;
    /** Of PostgreSQL; null where it is not installed, and nothing was measured. */
    readonly version: string | null;
    readonly measured: readonly Measured[];
  };
  readonly growth?: { readonly seconds: number; readonly measured: readonly Measured[] };
  readonly stall?: { readonly rows: number; readonly measured: readonly Stall[] };
  readonly start?: { readonly measured: readonly Start[] };
  readonly soak?: Soak;
}

/** W1 beside scans of the whole table; `scan` is null for W1 alone. */
export interface Stall {
  readonly scan: string | null;
  /** The number of scans that ended while W1 was measured. */
  readonly scans: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Start {
  readonly what: string;
  readonly rows: number | null;
  /** Milliseconds, one figure a run. */
  readonly milliseconds: readonly number[];
}

export interface Soak {
  readonly minutes: number;
  readonly rows: number;
  /** Resident memory in MiB, at even intervals. */
  readonly memory: readonly number[];
  /** MiB a minute over the second half. */
  readonly slope: number;
}

/** The machine of a measurement. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  /** The name of the load generator. */
  readonly generator: string;
  readonly day: string;
}

export function thisMachine(): Machine {
  return {
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${os.type()} ${os.release().replace(/-.*/, '')}`,
    node: process.version,
    generator: GENERATOR.name,
    day: new Date().toISOString().slice(0, 10),
  };
}

/** Prints the progress on standard error. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
