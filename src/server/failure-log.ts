import { ClientGone } from '../http/answer';
import { StorageFailure, StoreClosed } from '../store/storage-failure';
import type { FailureLog, Log } from '../runtime/log';

/** The interval at which a repeated failure of the data file is logged; it may occur a thousand times a second. */
const REPEAT_MS = 60_000;

/**
 * Makes the log of unexpected errors: a fault of ours has its stack, a failure of the data file is a sentence, a client
 * that closed its connection is an information. Errors of calls during the closing of the emulator are not logged.
 */
export function failureLog(logger: Log): FailureLog {
  /** The time of the last log line of each sentence, of which there are a few dozen. */
  const lastLogged = new Map<string, number>();
  return (error, about = {}) => {
    if (error instanceof StoreClosed) return;
    if (error instanceof ClientGone) {
      logger.info(about, error.message);
    } else if (error instanceof StorageFailure) {
      const { message, cause } = error;
      const at = performance.now();
      if (at - (lastLogged.get(message) ?? -Infinity) < REPEAT_MS) return;
      lastLogged.set(message, at);
      const { code } = (cause ?? {}) as { readonly code?: unknown };
      logger.error({ ...about, ...(code !== undefined && { code }) }, message);
    } else {
      logger.error({ ...about, err: error }, 'A request failed');
    }
  };
}
