import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../clock';
import { ConfigError, type Config } from '../config';
import { addressesOf, isDemoTenant, timeZoneOf, type Addresses, type Resources } from '../emulator';
import { readTls } from '../listener';
import type { Log } from '../log';
import { openShared } from '../shared';
import { callOn } from './channel';
import { Pool } from './pool';
import type { CoordinatorSide, State } from './protocol';

/** Several processes that serve as one. */
export interface Workers extends Addresses {
  /** Whether the demo tenant is served, whose log-ins everybody knows. */
  readonly isDemo: boolean;
  readonly resources: Pick<Resources, 'list'>;
  /** Rejects when a worker that has ended could not be replaced. */
  readonly ended: Promise<void>;
  /** Answers what is under way, ends all connections and processes, and closes the data. */
  close(): Promise<void>;
}

/**
 * Starts workers over one data file. This process answers no calls: it holds what there is only one of, and workers
 * ask it. `program`: the file that workers run. Throws a ConfigError where the settings are for one process.
 */
export async function startWorkers(config: Config, logger: Log, program: string): Promise<Workers> {
  requireShareable(config);
  const tls = await readTls(config);
  const pool = new Pool(program, logger);
  const flushAll = async (): Promise<void> => {
    await pool.all(({ usage }) => usage.flush());
  };
  const shared = await openShared(config, {
    clock: systemClock,
    logger,
    peers: { flushUsage: flushAll, withoutWriters: (work) => pool.withoutWriters(work) },
  });
  const { store, clock, faultRules, journal, metrics } = shared;

  const stateNow = (): State => ({ clock: clock.setting, mayMeet: faultRules.mayMeet });
  let told = stateNow();
  let telling: Promise<unknown> = Promise.resolve();
  /** When all know how things stand, whoever changed it gets an answer. */
  const tellAll = async (): Promise<void> => {
    const now = stateNow();
    if (!isDeepStrictEqual(now, told)) {
      told = now;
      telling = Promise.all([telling, pool.all(({ state }) => state.follow(now))]);
    }
    await telling;
  };

  const gatherCalls = async (): Promise<void> => {
    const calls = (await pool.all((worker) => worker.journal.drain())).flat();
    journal.take(calls.sort((one, other) => one.answeredAt - other.answeredAt));
  };
  const clearCalls = async (): Promise<void> => {
    await gatherCalls();
    journal.clear();
  };

  const objects: CoordinatorSide = {
    clock,
    faultRules,
    journal: {
      list: async (filter) => {
        await gatherCalls();
        return journal.list(filter);
      },
      clear: clearCalls,
    },
    callerPasswords: shared.callerPasswords,
    consolePasswords: shared.consolePasswords,
    usage: { flushAll },
    metrics: {
      text: async () => (await metrics?.textOf(await pool.all((worker) => worker.metrics.values()))) ?? '',
    },
    outbox: { wakeDelivery: shared.wakeDelivery },
    store: {
      restore: (name) => store.restore(name),
      scrub: () => store.scrub(),
      reset: async () => {
        await shared.reset();
        await clearCalls();
      },
    },
  };

  let end: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const close = async (): Promise<void> => {
    await pool.close();
    await shared.close();
    end();
  };
  try {
    const isDemo = await isDemoTenant(store);
    const { name: timeZone } = await timeZoneOf(config, store);
    const origin = await pool.open({
      ...config,
      startOf: () => ({ config, tls, timeZone, state: stateNow() }),
      answer: async (question) => {
        try {
          return await callOn(objects, question);
        } finally {
          await tellAll();
        }
      },
      failed: (error) => {
        fail(error);
        void close();
      },
    });
    shared.wakeDelivery();
    return {
      ...addressesOf(config, origin),
      isDemo,
      resources: { list: (filter) => store.lives.list({ limit: 1000, ...filter }) },
      ended,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Throws a ConfigError for settings that hold within one process only. */
function requireShareable({ memory, threadLimit }: Config): void {
  if (memory) {
    throw new ConfigError(
      '--workers needs a data file for its processes to share: leave out --memory, or --workers.',
    );
  }
  if (threadLimit > 0) {
    throw new ConfigError('--thread-limit counts within one process: leave it out, or --workers.');
  }
}
