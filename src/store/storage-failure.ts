import { reasonOf } from '../input/system-error';

/** The data file cannot be read or written at present; the message says why, without the name of the file. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';

  /** `reason` goes on after a colon; `cause` is what SQLite or the system said; `done`: what the file cannot be. */
  constructor(
    readonly reason: string,
    cause?: unknown,
    readonly done = 'used',
  ) {
    super(`The data file cannot be ${done}: ${reason}.`, { cause });
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
