/** The reason of a damaged data file, in the words of `reasonOf`. */
export const DAMAGED = 'it is damaged; put a backup in its place';

const NO_ROOM = 'the disk takes no more, or the file would be larger than files may be here';

/** The reasons behind error codes of the system and of SQLite, in words that continue after "because" or a colon. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  EACCES: 'this user has no right to',
  EPERM: 'this user has no right to',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota of this user is used up',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'another program uses it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk does not answer',
  EFBIG: 'it would be larger than files may be here',
  SQLITE_CANTOPEN: 'this user cannot open it, or has no right to its folder',
  SQLITE_READONLY: 'this user has no right to write to it, or to its folder',
  SQLITE_PERM: 'this user has no right to',
  SQLITE_FULL: 'the disk is full',
  SQLITE_BUSY: 'another program uses it',
  SQLITE_LOCKED: 'another program uses it',
  SQLITE_IOERR: 'the disk does not answer',
  SQLITE_IOERR_WRITE: NO_ROOM,
  SQLITE_IOERR_SHMSIZE: NO_ROOM,
  SQLITE_IOERR_TRUNCATE: NO_ROOM,
  SQLITE_NOTADB: 'it is no SQLite database, so no data file of atws-emulator',
  SQLITE_CORRUPT: DAMAGED,
};

/** The reason of an error, by its code; undefined for an error that is not of the system or a file. */
export function reasonOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  if (typeof code !== 'string' || !/^(E[A-Z0-9]+|SQLITE_\w+)$/.test(code)) return undefined;
  // The extended codes of SQLite begin with the plain ones.
  const [plain = code] = /^SQLITE_[A-Z]+/.exec(code) ?? [];
  // Other codes of SQLite are faults of our statements.
  return (
    REASONS[code] ?? REASONS[plain] ?? (code.startsWith('SQLITE_') ? undefined : `the system says ${code}`)
  );
}

/** Whether SQLite threw an error. */
export function isOfSqlite(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_');
}
