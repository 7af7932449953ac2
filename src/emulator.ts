import { systemClock, type Clock, type ClockChange, type ClockState } from './clock';
import { readConfig, type Config, type GivenSettings } from './config';
import { createResource, type NewResource } from './lifecycle/create';
import { deleteResource, type DeleteContext, type Replacement, type Successor } from './lifecycle/delete';
import { setActive, type LifeContext } from './lifecycle/inactivate';
import { redact } from './lifecycle/redact';
import { restoreSnapshot, takeSnapshot } from './lifecycle/snapshots';
import { listen, readTls } from './listener';
import { SILENT, type Log } from './log';
import { ENDPOINT_PATH } from './operations/get-zone-info';
import type { Hasher } from './passwords/hasher';
import { assembleServer, loadContract } from './server';
import { openShared, type Shared } from './shared';
import type { FaultRules } from './soap/fault-rules';
import type { JournalEntry, JournalFilter } from './soap/journal';
import type { ResourceFilter, ResourceSummary } from './store/life-store';
import type { OutboxMessage } from './store/outbox-store';
import type { ResourceRecord } from './store/resource-store';
import type { Store } from './store/store';
import type { Seed } from './tenant/seed';

const DEMO_TRACKING_IDENTIFIER = 'DEMO-TRACKING-IDENTIFIER-01';

/** What an emulator takes: settings by name, and what only code can give. */
export interface EmulatorOptions extends GivenSettings {
  /** What a new store starts with; left out, the demo tenant. */
  readonly seed?: Seed | undefined;
  /** What `emulator.clock` starts from; left out, the machine's clock. */
  readonly clock?: Clock;
  /** Left out, nothing is logged. */
  readonly logger?: Log;
}

/** The resources of an emulator, for tests that look or act behind the back of SOAP. */
export interface Resources {
  list(filter?: Partial<ResourceFilter>): Promise<ResourceSummary[]>;
  /** All stored fields, by id or by user name in any case. */
  get(idOrUserName: number | string): Promise<ResourceRecord | undefined>;
  /** Answers the id. */
  create(resource: NewResource): Promise<number>;
  inactivate(id: number, by: string): Promise<void>;
  activate(id: number, by: string): Promise<void>;
  redact(id: number, by: string, reason: string): Promise<void>;
  /** Answers the id of the replacement, if there is one. */
  delete(
    id: number,
    by: string,
    reassign?: Readonly<Record<string, Successor>>,
    replacement?: Replacement,
  ): Promise<number | undefined>;
}

/** The time that an emulator shows, to its clients and in what it stores. */
export interface EmulatorClock {
  now(): Promise<Date>;
  state(): Promise<ClockState>;
  /** Throws a ClockError for a time it cannot show, and then changes nothing. */
  change(change: ClockChange): Promise<void>;
  /** Shows that time; a clock that was frozen stays so. Throws a ClockError for a time it cannot show. */
  set(now: Date): Promise<void>;
  /** Stops where it is, or goes on from there. */
  freeze(frozen?: boolean): Promise<void>;
  /** Moves on by that many milliseconds. Throws a ClockError for a time it cannot show. */
  tick(milliseconds: number): Promise<void>;
  /** Shows the time of the clock it is based on again. */
  reset(): Promise<void>;
}

/** Where a running server is reached, and what for. */
export interface Addresses {
  /** The address of the SOAP endpoint. */
  readonly url: string;
  readonly wsdlUrl: string;
  /** Scheme, host and port of this server as this machine reaches it. */
  readonly origin: string;
  /** The address of the JSON API. */
  readonly adminUrl: string;
  /** The address of the pages for people. */
  readonly consoleUrl: string;
}

/** One running emulator. */
export interface Emulator extends Addresses {
  /** Whether the demo tenant is served, whose log-ins everybody knows. */
  readonly isDemo: boolean;
  readonly clock: EmulatorClock;
  /** Faults made on purpose. */
  readonly faults: Pick<FaultRules, 'add' | 'list' | 'remove' | 'clear'>;
  readonly resources: Resources;
  /** Starts over: the seed again, no fault rules, an empty journal, the clock as it was given. */
  reset(): Promise<void>;
  /** Keeps the present state under a name. */
  snapshot(name: string): Promise<void>;
  /** Goes back to a state; what was redacted since stays so. */
  restore(name: string): Promise<void>;
  /** The latest SOAP calls, the oldest first, with passwords masked. */
  requests(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** All messages to people, the newest first. */
  outbox(): Promise<OutboxMessage[]>;
  /** Answers what is under way, ends all connections and closes the data. */
  close(): Promise<void>;
}

/**
 * Assembles an emulator and starts it: settings, store, contract, listener. Without settings it listens on a
 * free port of loopback and keeps its data in memory.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed, clock: base = systemClock, logger = SILENT, ...given } = options;
  const config = withProgramDefaults(await readConfig(given), given);
  const contract = await loadContract(config.wsdl);
  const shared = await openShared(config, { seed, clock: base, logger });
  try {
    const { store, journal, faultRules, reset } = shared;
    const { service, app } = assembleServer(config, contract, shared, logger);
    const isDemo = await isDemoTenant(store);
    const listener = await listen(app, config, await readTls(config));
    shared.wakeDelivery();
    return {
      ...addressesOf(config, listener.origin),
      isDemo,
      clock: clockOf(shared),
      faults: faultRules,
      resources: resourcesOf(store, async () => {
        await store.logins.look();
        return { ...service, publicUrl: publicOrigin(config, listener.origin) };
      }),
      reset,
      snapshot: (name) => takeSnapshot(store, name),
      restore: (name) => restoreSnapshot(store, name),
      requests: async (filter) => {
        await store.logins.look();
        return journal.list(filter);
      },
      outbox: () => store.outbox.list(),
      close: async () => {
        await listener.close();
        await shared.close();
      },
    };
  } catch (error) {
    await shared.close();
    throw error;
  }
}

/** The addresses of a server by where it listens. */
function addressesOf(config: Config, origin: string): Addresses {
  const url = publicOrigin(config, origin) + ENDPOINT_PATH;
  return {
    url,
    wsdlUrl: url.replace(/\.asmx$/, '.wsdl'),
    origin,
    adminUrl: `${origin}/_emulator`,
    consoleUrl: `${origin}/admin`,
  };
}

function publicOrigin({ publicUrl }: Config, origin: string): string {
  return publicUrl?.replace(/\/+$/, '') ?? origin;
}

/** Whether the demo tenant is in a store. */
function isDemoTenant({ tenant }: Store): Promise<boolean> {
  return tenant.isTrackingIdentifier(DEMO_TRACKING_IDENTIFIER);
}

/** In a program, an emulator is a test double: it takes a free port, and memory unless a file is named. */
function withProgramDefaults(config: Config, { port, memory, data }: GivenSettings): Config {
  return {
    ...config,
    ...(port === undefined && { port: 0 }),
    ...(memory === undefined && { memory: data === undefined }),
  };
}

/** All stored fields of a resource, by id or by user name in any case. */
async function readResource({ resources }: Store, who: number | string): Promise<ResourceRecord | undefined> {
  const id = typeof who === 'number' ? who : await resources.idOf(who);
  return id === undefined ? undefined : (await resources.read(id))?.record;
}

/** `contextNow`: what it takes to change something, as servers over the data file agree at that time. */
function resourcesOf(
  store: Store,
  contextNow: () => Promise<DeleteContext & LifeContext & { readonly hasher: Hasher }>,
): Resources {
  return {
    list: (filter = {}) => store.lives.list({ limit: 1000, ...filter }),
    get: (who) => readResource(store, who),
    create: async (resource) => createResource(await contextNow(), resource),
    inactivate: async (id, by) => setActive(await contextNow(), id, false, by),
    activate: async (id, by) => setActive(await contextNow(), id, true, by),
    redact: async (id, by, reason) => redact(await contextNow(), id, by, reason),
    delete: async (id, by, reassign = {}, replacement) =>
      deleteResource(await contextNow(), id, by, reassign, replacement),
  };
}

function clockOf({ clock, store }: Shared): EmulatorClock {
  const state = async (): Promise<ClockState> => {
    await store.logins.look();
    return clock.state;
  };
  return {
    now: async () => (await state()).now,
    state,
    change: (change) => clock.change(change),
    set: (now) => clock.change({ now }),
    freeze: (frozen = true) => clock.change({ frozen }),
    tick: (milliseconds) => clock.change({ tick: milliseconds }),
    reset: () => clock.reset(),
  };
}
