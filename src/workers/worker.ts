import { AdjustableClock, systemClock } from '../clock';
import { TimeZone } from '../entities/time-zone';
import { listen, type Listener } from '../listener';
import type { Log } from '../log';
import { Metrics } from '../metrics';
import { Hasher } from '../passwords/hasher';
import { KnownPasswords } from '../passwords/known-passwords';
import { assembleServer, loadContract } from '../server';
import type { Shared } from '../shared';
import { Journal } from '../soap/journal';
import { Store } from '../store/store';
import type { Remote } from './channel';
import type { CoordinatorSide, Start, State, WorkerSide } from './protocol';

/** Assembles a server that shares with others what the coordinator has. Answers what the coordinator may ask of it. */
export async function startWorker(
  { config, tls, timeZone, state }: Start,
  coordinator: Remote<CoordinatorSide>,
  logger: Log,
): Promise<WorkerSide> {
  const contract = await loadContract(config.wsdl);
  const own = Store.join(config.data, config.searchSeconds, () => coordinator.usage.flushAll());
  const hasher = new Hasher(config.bcryptCost);
  const clock = new AdjustableClock(systemClock);
  const journal = new Journal(clock);
  const metrics = config.metrics ? await Metrics.create() : undefined;
  let mayMeet = false;
  let listener: Listener | undefined;
  let release: () => void = () => undefined;
  const follow = (now: State): void => {
    clock.follow(now.clock);
    mayMeet = now.mayMeet;
  };
  follow(state);

  const shared: Shared = {
    // What replaces or rewrites the file is for the coordinator, which lets nobody write meanwhile.
    store: {
      ...own,
      restore: (name) => coordinator.store.restore(name),
      scrub: () => coordinator.store.scrub(),
    },
    hasher,
    clock: {
      now: () => clock.now(),
      elapsed: () => clock.elapsed(),
      get state() {
        return clock.state;
      },
      change: (change) => coordinator.clock.change(change),
      reset: () => coordinator.clock.reset(),
    },
    journal: {
      add: (call) => {
        journal.add(call);
      },
      list: (filter) => coordinator.journal.list(filter),
      clear: () => coordinator.journal.clear(),
    },
    faultRules: {
      add: (rule) => coordinator.faultRules.add(rule),
      list: () => coordinator.faultRules.list(),
      remove: (id) => coordinator.faultRules.remove(id),
      clear: () => coordinator.faultRules.clear(),
      meet: (operation) => (mayMeet ? coordinator.faultRules.meet(operation) : undefined),
    },
    callerPasswords: new KnownPasswords(coordinator.callerPasswords),
    consolePasswords: coordinator.consolePasswords,
    metrics: metrics && {
      observe: (call) => {
        metrics.observe(call);
      },
      contentType: metrics.contentType,
      text: () => coordinator.metrics.text(),
    },
    wakeDelivery: () => {
      void coordinator.outbox.wakeDelivery();
    },
    reset: () => coordinator.store.reset(),
  };
  const { app } = assembleServer(config, contract, shared, { timeZone: new TimeZone(timeZone), logger });

  return {
    server: {
      assemble: async () => undefined,
      listen: async (port) => {
        listener = await listen(app, { host: config.host, port }, tls);
        return listener.origin;
      },
      close: async () => {
        await listener?.close();
        await own.close();
        await hasher.close();
      },
    },
    state: { follow },
    journal,
    usage: own.usage,
    metrics: { values: async () => (await metrics?.values()) ?? [] },
    writers: {
      hold: () =>
        new Promise((held) => {
          void own.withoutWriters(() => {
            held();
            return new Promise<void>((done) => {
              release = done;
            });
          });
        }),
      release: () => {
        release();
      },
    },
  };
}
