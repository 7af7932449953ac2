import type { Logger } from 'pino';

/** What an emulator logs with: a logger of pino, as far as it is used. */
export type Log = Pick<Logger, 'info' | 'error'>;

/** Logs nothing. */
export const SILENT: Log = { info: () => undefined, error: () => undefined };
