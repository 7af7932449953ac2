import type { Section } from './entry';

/** A PostgreSQL database that is named, with --data or with an option of `atws move`, when it is opened. */
export const DATABASE = {
  databaseUnusable: {
    text: 'The database {database} cannot be used: {reason}.',
    when: 'It cannot be reached, refuses the user or the password, or this user lacks a right, when a server starts.',
    provenance: 'inferred',
  },
  databaseTooOld: {
    text: 'The database {database} is of PostgreSQL {version}, and this takes 14 or later.',
    when: 'An older PostgreSQL is named.',
    provenance: 'inferred',
  },
  databaseNotUtf8: {
    text: 'The database {database} is encoded in {encoding}; make one with ENCODING UTF8, and name that.',
    when: 'A database is named that cannot hold every character.',
    provenance: 'inferred',
  },
  databaseForeign: {
    text: 'The database {database} has tables of another program in the schema {schema}; name another one with {option}.',
    when: 'A database is named that is in use by another program.',
    provenance: 'inferred',
  },
  databaseOfLaterVersion: {
    text: 'The database {database} was brought to its present form by atws-emulator {writer}, and this is {version}: take that version or a later one, or name another database with {option}.',
    when: 'A database is named that a later version has written to.',
    provenance: 'inferred',
  },
  databaseRefusesRow: {
    text: 'The table {table} has a value that PostgreSQL does not store, such as a text with a NUL character.',
    when: 'A data file with such a value is uploaded, or moved to a database. Nothing of it is kept.',
    provenance: 'inferred',
  },
  moveBetweenKinds: {
    text: 'One of --from and --to must be a database, postgres://user@host/database, and the other one a file: atws backup copies a file, and pg_dump a database.',
    when: '`atws move` is given two files, or two databases.',
    provenance: 'inferred',
  },
  moveTargetTaken: {
    text: 'The database {database} has a tenant already; name an empty one with --to.',
    when: '`atws move` is to write to a database that is in use.',
    provenance: 'inferred',
  },
  moveNothingThere: {
    text: 'There is nothing in {database} to move.',
    when: '`atws move` is to read an empty database.',
    provenance: 'inferred',
  },
  moveRowsDiffer: {
    text: 'The table {table} was not the same afterwards, so nothing was moved.',
    when: '`atws move` compares each row when all are copied, and finds another one.',
    provenance: 'inferred',
  },
  databaseSnapshotOfOtherVersion: {
    text: 'The snapshot {name} is of another version of atws-emulator.',
    when: 'A snapshot in PostgreSQL is gone back to that another version made.',
    provenance: 'inferred',
  },
} as const satisfies Section;
