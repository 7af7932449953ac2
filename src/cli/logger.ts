import pino, { type Logger } from 'pino';
import type { Config } from '../config/settings';

/** The bytes of the log that are buffered while a disk is full; further lines are dropped. */
const MOST_WAITING = 1_048_576;

/** The log of `atws serve`: JSON lines, or readable ones on a terminal. They contain no secrets. */
export async function createLogger({ logLevel: level }: Pick<Config, 'logLevel'>): Promise<Logger> {
  const options = { base: null, level, timestamp: pino.stdTimeFunctions.isoTime };
  if (process.stderr.isTTY) {
    const { default: pretty } = await import('pino-pretty');
    return pino(options, pretty({ destination: 2, ignore: 'pid,hostname', sync: true }));
  }
  // At the end, the library would wait for ever for a full disk.
  let hasRoom = true;
  process.once('exit', () => {
    if (!hasRoom) destination.destroy();
  });
  const destination = pino.destination({ dest: 2, maxLength: MOST_WAITING });
  destination.on('error', () => {
    hasRoom = false;
  });
  destination.on('write', () => {
    hasRoom = true;
  });
  return pino(options, destination);
}
