import cluster from 'node:cluster';
import { callOn, Channel } from '../workers/channel';
import type { CoordinatorSide, Start } from '../workers/protocol';
import { startWorker } from '../workers/worker';
import { createLogger } from './logger';

/** What each worker of `atws serve` runs. It ends with the process that started it. */

const { worker } = cluster;

// A terminal tells all processes at once to stop; it is the coordinator who says when.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);

// The process that started this one is gone.
worker?.on('error', () => {
  process.exit(1);
});

worker?.once('message', (start: Start) => {
  const channel: Channel = new Channel(worker, async (question) => callOn(await answers, question));
  const answers = startWorker(start, channel.remote<CoordinatorSide>(), createLogger(start.config));
  // Whoever asks first is told why there is nobody to answer.
  answers.catch(() => undefined);
});
