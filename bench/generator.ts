/** An HTTP request of a load generator. */
export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The result of a load generator. */
export interface LoadResult {
  /** The number of calls, with or without an answer before the end. */
  readonly sent: number;
  readonly perSecond: number;
  /** The latencies of a uniform sample of answers, in milliseconds. */
  readonly latencies: readonly number[];
}

/** The load on a server: calls back to back, for whole seconds. */
export interface Load {
  readonly origin: string;
  readonly next: () => Request;
  readonly seconds: number;
  /** The number of keep-alive connections, each of which sends its next call after an answer. */
  readonly connections: number;
}

export interface Generator {
  readonly name: string;
  /** Throws an Error when a call fails. */
  readonly run: (load: Load) => Promise<LoadResult>;
  /** Its processor time so far, in seconds; undefined where the system does not report it. */
  readonly computed: () => number | undefined;
}
