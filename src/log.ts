import { ClientGone } from './soap/http-answer';
import { StorageFailure, StoreClosed } from './store/storage-failure';

/** Writes one line: what it is about, and a sentence. */
export type LogFunction = (about: object, sentence?: string) => void;

/** What an emulator logs with. A logger of pino is one. */
export interface Log {
  readonly info: LogFunction;
  readonly error: LogFunction;
}

/** Logs nothing. */
export const SILENT: Log = { info: () => undefined, error: () => undefined };

/** A failure of the data file is told again after so long: clients may meet it a thousand times a second. */
const REPEAT_MS = 60_000;

/** Tells what should not have happened; `about` has what it is about. */
export type FailureLog = (error: unknown, about?: object) => void;

/**
 * Logs what should not have happened: with its stack what is a fault of ours, as a sentence what is one of the data
 * file, for information who went away. What was under way when the emulator was closed is nobody's fault.
 */
export function failureLog(logger: Log): FailureLog {
  let told = { message: '', at: -Infinity };
  return (error, about = {}) => {
    if (error instanceof StoreClosed) return;
    if (error instanceof ClientGone) {
      logger.info(about, error.message);
    } else if (error instanceof StorageFailure) {
      const { message, cause } = error;
      const at = performance.now();
      if (message === told.message && at - told.at < REPEAT_MS) return;
      told = { message, at };
      const { code } = (cause ?? {}) as { readonly code?: unknown };
      logger.error({ ...about, ...(code !== undefined && { code }) }, message);
    } else {
      logger.error({ ...about, err: error }, 'A request failed');
    }
  };
}
