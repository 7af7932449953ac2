import { ClientGone } from '../http/answer';
import { StorageFailure, StoreClosed } from '../store/storage-failure';
import type { FailureLog, Log } from '../runtime/log';

/** A failure of the data file is told again after so long: clients may meet it a thousand times a second. */
const REPEAT_MS = 60_000;

/**
 * Logs what should not have happened: with its stack what is a fault of ours, as a sentence what is one of the data
 * file, for information who went away. What was under way when the emulator was closed is nobody's fault.
 */
export function failureLog(logger: Log): FailureLog {
  /** When each sentence was told last. There are a few dozen. */
  const told = new Map<string, number>();
  return (error, about = {}) => {
    if (error instanceof StoreClosed) return;
    if (error instanceof ClientGone) {
      logger.info(about, error.message);
    } else if (error instanceof StorageFailure) {
      const { message, cause } = error;
      const at = performance.now();
      if (at - (told.get(message) ?? -Infinity) < REPEAT_MS) return;
      told.set(message, at);
      const { code } = (cause ?? {}) as { readonly code?: unknown };
      logger.error({ ...about, ...(code !== undefined && { code }) }, message);
    } else {
      logger.error({ ...about, err: error }, 'A request failed');
    }
  };
}
