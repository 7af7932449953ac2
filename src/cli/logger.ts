import pino, { type Logger } from 'pino';
import type { Config } from '../config/settings';

/** So many bytes of the log wait while a disk is full; what comes then is left out. */
const MOST_WAITING = 1_048_576;

/** JSON lines for machines, readable ones on a terminal; what is secret is nowhere in them. */
export async function createLogger({ logLevel: level }: Pick<Config, 'logLevel'>): Promise<Logger> {
  const options = { base: null, level, timestamp: pino.stdTimeFunctions.isoTime };
  if (process.stderr.isTTY) {
    const { default: pretty } = await import('pino-pretty');
    return pino(options, pretty({ destination: 2, ignore: 'pid,hostname', sync: true }));
  }
  // The library would wait for room for ever at the end: this comes before it.
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
