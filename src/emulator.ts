import { systemClock, type AdjustableClock, type Clock } from './clock';
import type { Config, GivenSettings } from './config';
import { TimeZone } from './entities/time-zone';
import { createResource, type NewResource } from './lifecycle/create';
import { deleteResource, type DeleteContext, type Replacement, type Successor } from './lifecycle/delete';
import { setActive } from './lifecycle/inactivate';
import { redact, type RedactContext } from './lifecycle/redact';
import { restoreSnapshot, takeSnapshot } from './lifecycle/snapshots';
import { listen } from './listener';
import { SILENT, type Log } from './log';
import { ENDPOINT_PATH } from './operations/get-zone-info';
import type { Hasher } from './passwords/hasher';
import { assembleServer, loadContract } from './server';
import { fromCode, readConfig } from './settings-in-force';
import { openShared } from './shared';
import type { FaultRules } from './soap/fault-rules';
import type { JournalEntry, JournalFilter } from './soap/journal';
import type { ResourceFilter, ResourceSummary } from './store/life-store';
import type { OutboxMessage } from './store/outbox-store';
import type { ResourceRecord } from './store/resource-store';
import type { Store } from './store/store';
import { demoAccess, type DemoAccess } from './tenant/demo-log-ins';
import type { Seed } from './tenant/seed';
import { readTls } from './tls';

/** What an emulator takes: settings by name, and what only code can give. */
export interface EmulatorOptions extends GivenSettings {
  /** What a new store starts with; left out, the demo tenant. */
  readonly seed?: Seed | undefined;
  /** What `emulator.clock` starts from; left out, the machine's clock. */
  readonly clock?: Clock | undefined;
  /** Left out, nothing is logged. */
  readonly logger?: Log | undefined;
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
  /** The published log-ins of the demo tenant, as far as they work. */
  demoAccess(): Promise<DemoAccess>;
  readonly clock: AdjustableClock;
  /** Faults made on purpose. */
  readonly faults: FaultRules;
  readonly resources: Resources;
  /** Starts over: the seed again, no fault rules, an empty journal, the clock as it was given. */
  reset(): Promise<void>;
  /** Keeps the present state under a name. */
  snapshot(name: string): Promise<void>;
  /** Goes back to a state; what was redacted since stays so. */
  restore(name: string): Promise<void>;
  /** The latest SOAP calls, the oldest first, with passwords masked. */
  requests(filter?: JournalFilter): readonly JournalEntry[];
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
  const { seed, clock, logger, ...given } = options;
  const config = withProgramDefaults(await readConfig([fromCode(given)]), given);
  return startWith(config, { seed, clock, logger });
}

/** Starts an emulator with settings that were read already. */
export async function startWith(
  config: Config,
  { seed, clock: base = systemClock, logger = SILENT }: Pick<EmulatorOptions, 'seed' | 'clock' | 'logger'>,
): Promise<Emulator> {
  const contract = await loadContract(config.wsdl);
  const shared = await openShared(config, { seed, clock: base, logger });
  try {
    const { store, clock, journal, faultRules, reset } = shared;
    const timeZone = await timeZoneOf(config, store);
    const { service, app } = assembleServer(config, contract, shared, { timeZone, logger });
    const listener = await listen(app, config, await readTls(config));
    shared.wakeDelivery();
    return {
      ...addressesOf(config, listener.origin),
      demoAccess: () => demoAccess(store),
      clock,
      faults: faultRules,
      resources: resourcesOf({
        ...service,
        publicUrl: publicOrigin(config, listener.origin),
        forgetCalls: () => {
          journal.clear();
        },
      }),
      reset,
      snapshot: (name) => takeSnapshot(store, name),
      restore: (name) => restoreSnapshot(store, name),
      requests: (filter) => journal.list(filter),
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

/** The zone that dates without offset are in. */
export async function timeZoneOf({ timeZone }: Config, { tenant }: Store): Promise<TimeZone> {
  return new TimeZone(timeZone ?? (await tenant.read()).timeZone);
}

/** The addresses of a server by where it listens. */
export function addressesOf(config: Config, origin: string): Addresses {
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

/** In a program, an emulator is a test double: it takes a free port, and memory unless a file is named. */
function withProgramDefaults(config: Config, { port, memory, data }: GivenSettings): Config {
  return {
    ...config,
    ...(port === undefined && { port: 0 }),
    ...(memory === undefined && { memory: data === undefined }),
  };
}

/** All stored fields of a resource, by id or by user name in any case. */
export async function readResource(
  { resources }: Store,
  who: number | string,
): Promise<ResourceRecord | undefined> {
  const id = typeof who === 'number' ? who : await resources.idOf(who);
  return id === undefined ? undefined : (await resources.read(id))?.record;
}

function resourcesOf(context: DeleteContext & RedactContext & { readonly hasher: Hasher }): Resources {
  const { store } = context;
  return {
    list: (filter = {}) => store.lives.list({ limit: 1000, ...filter }),
    get: (who) => readResource(store, who),
    create: (resource) => createResource(context, resource),
    inactivate: (id, by) => setActive(context, id, false, by),
    activate: (id, by) => setActive(context, id, true, by),
    redact: (id, by, reason) => redact(context, id, by, reason),
    delete: (id, by, reassign = {}, replacement) => deleteResource(context, id, by, reassign, replacement),
  };
}
