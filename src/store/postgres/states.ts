import type { Readable } from 'node:stream';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import type { SavedStates, SnapshotInfo } from '../engine';
import type { Pool } from './pool';
import type { Transactions } from './transactions';

/** The states of a PostgreSQL database, each in a schema beside the data. */
export class PostgresStates implements SavedStates {
  constructor(_pool: Pool, _transactions: Transactions) {}

  async list(): Promise<readonly SnapshotInfo[]> {
    return [];
  }

  async has(_name: string): Promise<boolean> {
    return false;
  }

  async remove(_name: string): Promise<void> {
    return elsewhere();
  }

  async keep(_name: string): Promise<void> {
    return elsewhere();
  }

  async fileOf(_name: string): Promise<string> {
    return elsewhere();
  }

  async put(_name: string, _bytes: Readable): Promise<void> {
    return elsewhere();
  }

  async restore(_name: string): Promise<void> {
    return elsewhere();
  }

  async replaceBy(_file: string): Promise<void> {
    return elsewhere();
  }

  async copyTo(_file: string): Promise<void> {
    return elsewhere();
  }
}

function elsewhere(): never {
  throw new DataFileError(
    sentence('databaseStatesElsewhere', { instead: 'pg_dump writes the database to a file' }),
  );
}
