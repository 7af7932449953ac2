import pino, { type Logger } from 'pino';
import type { Config } from '../config';

/** JSON lines for machines, readable ones on a terminal; what is secret is nowhere in them. */
export async function createLogger({ logLevel: level }: Pick<Config, 'logLevel'>): Promise<Logger> {
  const options = { base: null, level, timestamp: pino.stdTimeFunctions.isoTime };
  if (!process.stderr.isTTY) return pino(options, pino.destination(2));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: 2, ignore: 'pid,hostname', sync: true }));
}
