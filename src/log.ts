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

/**
 * Logs what should not have happened: with its stack what is a fault of ours, as a sentence what is one of the data
 * file. What was under way when the emulator was closed is nobody's fault.
 */
export function logFailure(logger: Log, error: unknown, about: object = {}): void {
  if (error instanceof StoreClosed) return;
  if (error instanceof ClientGone) {
    logger.info(about, error.message);
  } else if (error instanceof StorageFailure) {
    const { code } = (error.cause ?? {}) as { readonly code?: unknown };
    logger.error({ ...about, ...(code !== undefined && { code }) }, error.message);
  } else {
    logger.error({ ...about, err: error }, 'A request failed');
  }
}
