import pino, { type Logger } from 'pino';
import type { Config } from '../config';

/** JSON lines for machines, readable ones on a terminal; what is secret is nowhere in them. */
export function createLogger({ logLevel: level }: Pick<Config, 'logLevel'>): Logger {
  const options = { base: null, level, timestamp: pino.stdTimeFunctions.isoTime };
  return process.stderr.isTTY
    ? pino({
        ...options,
        transport: { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } },
      })
    : pino(options, pino.destination(2));
}
