import pino, { type Logger } from 'pino';
import type { Config } from '../config';

/** JSON lines for machines, readable ones on a terminal; what is secret is nowhere in them. */
export async function createLogger({ logLevel: level }: Pick<Config, 'logLevel'>): Promise<Logger> {
  const options = { base: null, level, timestamp: pino.stdTimeFunctions.isoTime };
  const { default: pretty } = process.stderr.isTTY ? await import('pino-pretty') : {};
  const destination = pretty?.({ destination: 2, ignore: 'pid,hostname', sync: true }) ?? pino.destination(2);
  // A line that finds no room, or no terminal any more, is not worth the server.
  destination.on('error', () => undefined);
  return pino(options, destination);
}
