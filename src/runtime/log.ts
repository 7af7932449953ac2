/** Writes one line: an object of details, and a sentence. */
type LogFunction = (about: object, sentence?: string) => void;

/** The logger of an emulator; a pino logger fits. */
export interface Log {
  readonly info: LogFunction;
  readonly error: LogFunction;
}

/** A log that discards every line. */
export const SILENT: Log = { info: () => undefined, error: () => undefined };

/** Logs an unexpected error; `about` has the details. */
export type FailureLog = (error: unknown, about?: object) => void;
