import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { isDatabaseUrl, shownPlace } from '../config/database-url';
import { ConfigError } from '../input/config-error';
import { sentence } from '../refusals/refusal';
import { DataFileError } from '../store/data-file-error';
import { requireDataFile } from './data-file';
import { newDataFile } from './new-data-file';
import { Progress } from './progress';

/** `atws move`: takes the data from a file to a database, or from a database to a file. */
export function moveCommand(): Command {
  return new Command('move')
    .description(
      'Move all data from a file to a PostgreSQL database, or back; each row is compared afterwards.',
    )
    .requiredOption('--from <place>', 'data file, or postgres://user@host/database; it stays as it is')
    .requiredOption('--to <place>', 'empty database, or data file to make; it must not exist')
    .action(({ from, to }: { from: string; to: string }) => move(from, to));
}

async function move(from: string, to: string): Promise<void> {
  if (isDatabaseUrl(from) === isDatabaseUrl(to)) throw new ConfigError(sentence('moveBetweenKinds'));
  const { moveToDatabase, moveToFile } = await import('../store/move.js');
  let bar: Progress | undefined;
  const progress = (what: string, rows: number): ((done: number) => void) => {
    bar?.stop();
    const next = new Progress(what, rows);
    bar = next;
    return (done) => {
      next.step(done);
    };
  };
  try {
    if (isDatabaseUrl(to)) {
      requireDataFile(from);
      await moveToDatabase(from, to, progress);
    } else {
      if (existsSync(to)) throw new DataFileError(`${to} exists; name another file with --to.`);
      await newDataFile(to, (unfinished) => moveToFile(from, unfinished, progress));
    }
  } finally {
    bar?.stop();
  }
  process.stdout.write(`${shownPlace(to)} holds all that ${shownPlace(from)} does, row by row.\n`);
}
