/** A request as a server gets it. */
export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a load generator saw. */
export interface Seen {
  /** Calls, whether or not their answers came before the end. */
  readonly sent: number;
  readonly perSecond: number;
  /** Milliseconds, evenly spread over all answers: how long they took. */
  readonly latencies: readonly number[];
}

/** How a server is called back to back, for whole seconds. */
export interface Load {
  readonly origin: string;
  readonly next: () => Request;
  readonly seconds: number;
  /** How many keep-alive connections there are, each of which sends the next call when the answer has come. */
  readonly connections: number;
}

export interface Generator {
  readonly name: string;
  /** Throws an Error when a call fails. */
  readonly run: (load: Load) => Promise<Seen>;
}
