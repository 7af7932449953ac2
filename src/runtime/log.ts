/** Writes one line: what it is about, and a sentence. */
export type LogFunction = (about: object, sentence?: string) => void;

/** What an emulator logs with. A logger of pino is one. */
export interface Log {
  readonly info: LogFunction;
  readonly error: LogFunction;
}

/** Logs nothing. */
export const SILENT: Log = { info: () => undefined, error: () => undefined };

/** Tells what should not have happened; `about` has what it is about. */
export type FailureLog = (error: unknown, about?: object) => void;
