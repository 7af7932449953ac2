import { shownPlace } from '../../config/database-url';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import type { MoveProgress } from '../move-progress';
import { requireWhole } from '../sqlite/states';
import { bringToSchema, isWithoutTables } from './database';
import { countIn, countInFile, readingFile, requireSameRows, writeFile } from './file-rows';
import { connectionOf, openingFailure } from './open';
import { Lane } from './lane';
import { replaceByFile } from './restore';
import { newFile, ofFile } from './states';

/**
 * Makes the tables of an empty database with the rows of a data file, compares them, and keeps all or nothing. Throws a
 * DataFileError.
 */
export async function moveToDatabase(file: string, url: string, progress: MoveProgress): Promise<void> {
  const database = shownPlace(url);
  await onLane(url, async (lane) => {
    await ofFile(file, () => requireWhole(`The data file ${file}`, file));
    const wasEmpty = await isWithoutTables(lane);
    try {
      const isMoved = await bringToSchema(lane, { database, option: '--to' }, () =>
        ofFile(file, () =>
          readingFile(file, async (data) => {
            const rows = countInFile(data);
            await replaceByFile(lane, data, progress('Copied', rows));
            await requireSameRows(lane, data, progress('Compared', rows));
          }),
        ),
      );
      if (!isMoved) throw new DataFileError(sentence('moveTargetTaken', { database }));
    } catch (error) {
      if (wasEmpty) await lane.script('DROP TABLE IF EXISTS atws_schema').catch(() => undefined);
      throw error;
    }
    // What plans are made by, before the database gets to it.
    await lane.script('ANALYZE');
  });
}

/** Writes what is in a database to a data file that does not exist yet, and compares it. Throws a DataFileError. */
export async function moveToFile(url: string, file: string, progress: MoveProgress): Promise<void> {
  const database = shownPlace(url);
  const nothing = new DataFileError(sentence('moveNothingThere', { database }));
  await onLane(url, async (lane) => {
    if (await isWithoutTables(lane)) throw nothing;
    await bringToSchema(lane, { database, option: '--from' }, () => Promise.reject(nothing));
    await lane.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await newFile(file, async () => {
      const rows = await countIn(lane);
      await writeFile(lane, file, { step: progress('Copied', rows) });
      await readingFile(file, (data) => requireSameRows(lane, data, progress('Compared', rows)));
    });
    await lane.script('COMMIT');
  });
}

async function onLane(url: string, work: (lane: Lane) => Promise<void>): Promise<void> {
  let lane: Lane | undefined;
  try {
    lane = await Lane.open(connectionOf(url), true);
    await work(lane);
  } catch (error) {
    throw openingFailure(error, shownPlace(url));
  } finally {
    await lane?.close();
  }
}
