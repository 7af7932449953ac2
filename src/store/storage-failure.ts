import { reasonOf } from '../input/system-error';

/** The reason of data whose tables are there, and the row of the tenant is not. */
export const NO_TENANT = 'it has no tenant; put a backup in its place';

/** The data cannot be read or written at present; the message says why, without the name of the file or database. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';

  /** `reason` goes on after a colon; `cause` is what the database or the system said; `done`: what `what` cannot be. */
  constructor(
    readonly reason: string,
    cause?: unknown,
    readonly done = 'used',
    readonly what: 'data file' | 'database' = 'data file',
  ) {
    super(`The ${what} cannot be ${done}: ${reason}.`, { cause });
  }
}

/** The store is closed. */
export class StoreClosed extends Error {
  override readonly name = 'StoreClosed';

  constructor() {
    super('The emulator is closed: start another one.');
  }
}

/** The failure that an error of SQLite or the system stands for; any other error stays as it is. */
export function storageFailureOf(error: unknown, done?: string): unknown {
  const reason = reasonOf(error);
  return reason === undefined ? error : new StorageFailure(reason, error, done);
}
