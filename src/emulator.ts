import type { z } from 'zod';
import { checked } from './checked';
import { systemClock, type AdjustableClock, type Clock } from './clock';
import { ConfigError, readConfig, type Config, type GivenSettings } from './config';
import { TimeZone } from './entities/time-zone';
import { createResource, type NewResource } from './lifecycle/create';
import { deleteResource, type DeleteContext, type Replacement, type Successor } from './lifecycle/delete';
import { setActive } from './lifecycle/inactivate';
import type * as Inputs from './lifecycle/inputs';
import { redact, type RedactContext } from './lifecycle/redact';
import { knownResource, type ResourceReference } from './lifecycle/reference';
import { restoreSnapshot, takeSnapshot } from './lifecycle/snapshots';
import { listen, readTls } from './listener';
import { SILENT, type Log } from './log';
import { ENDPOINT_PATH } from './operations/get-zone-info';
import type { Hasher } from './passwords/hasher';
import { assembleServer, loadContract } from './server';
import { refusal } from './refusals';
import { openShared } from './shared';
import type { FaultRule, FaultRuleInForce, FaultRules } from './soap/fault-rules';
import type { JournalEntry, JournalFilter } from './soap/journal';
import { requireOperation } from './soap/operation-name';
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

/**
 * The resources of an emulator, for tests that look or act behind the back of SOAP. All methods throw a Refusal: of a
 * resource that is not there, of an argument that cannot be, and of what the rules forbid.
 */
export interface Resources {
  list(filter?: Partial<ResourceFilter>): Promise<ResourceSummary[]>;
  /** All stored fields. */
  get(resource: ResourceReference): Promise<ResourceRecord>;
  /** Answers the id. */
  create(resource: CreatedResource): Promise<number>;
  inactivate(resource: ResourceReference, by: ResourceReference): Promise<void>;
  activate(resource: ResourceReference, by: ResourceReference): Promise<void>;
  redact(resource: ResourceReference, by: ResourceReference, reason: string): Promise<void>;
  /** Answers the id of the replacement, if there is one. */
  delete(
    resource: ResourceReference,
    by: ResourceReference,
    reassign?: Readonly<Record<string, Successor>>,
    replacement?: Replacement,
  ): Promise<number | undefined>;
}

/** A resource that is to be created; left out, its address is not verified, and it gets no message. */
export type CreatedResource = Pick<NewResource, 'by' | 'fields'> &
  Partial<Pick<NewResource, 'emailVerified' | 'invite'>>;

/** Faults made on purpose. */
export interface Faults {
  /** Throws a Refusal of a rule that cannot be. */
  add(rule: FaultRule): Promise<FaultRuleInForce>;
  list(): readonly FaultRuleInForce[];
  /** Whether there was such a rule. */
  remove(id: number): boolean;
  clear(): void;
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
  readonly clock: AdjustableClock;
  readonly faults: Faults;
  readonly resources: Resources;
  /** Starts over: the seed again, no fault rules, an empty journal, the clock as it was given. */
  reset(): Promise<void>;
  /** Keeps the present state under a name. */
  snapshot(name: string): Promise<void>;
  /** Goes back to a state; what was redacted since stays so. */
  restore(name: string): Promise<void>;
  /** The latest SOAP calls, the oldest first, with passwords masked. Throws a Refusal of a filter that cannot be. */
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
  if (config.workers > 1) {
    throw new ConfigError('workers is for atws serve: an emulator in a program is one process.');
  }
  const contract = await loadContract(config.wsdl);
  const shared = await openShared(config, { seed, clock: base, logger });
  try {
    const { store, clock, journal, faultRules, reset } = shared;
    const timeZone = await timeZoneOf(config, store);
    const { service, app } = assembleServer(config, contract, shared, { timeZone, logger });
    const operations = contract.operations.map(({ name }) => name);
    const isDemo = await isDemoTenant(store);
    const listener = await listen(app, config, await readTls(config));
    shared.wakeDelivery();
    return {
      ...addressesOf(config, listener.origin),
      isDemo,
      clock,
      faults: faultsOf(faultRules, operations),
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
      requests: async (filter) => {
        const { journalFilter } = await import('./soap/journal-filter.js');
        const valid = checked(journalFilter, filter ?? {}, 'The filter');
        if (valid.operation !== undefined) requireOperation(valid.operation, operations);
        return journal.list(valid);
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

/** Whether the demo tenant is in a store. */
export function isDemoTenant({ tenant }: Store): Promise<boolean> {
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

function faultsOf(rules: FaultRules, operations: readonly string[]): Faults {
  return {
    add: async (rule) => {
      const { checkedFaultRule } = await import('./soap/fault-rule.js');
      return rules.add(checkedFaultRule(rule, operations));
    },
    list: () => rules.list(),
    remove: (id) => rules.remove(id),
    clear: () => {
      rules.clear();
    },
  };
}

/** An argument, held against what bodies of the JSON API are. The schemas are loaded when the first one is. */
async function valid<S extends z.ZodType>(
  pick: (inputs: typeof Inputs) => S,
  argument: unknown,
  whole: string,
): Promise<z.output<S>> {
  return checked(pick(await import('./lifecycle/inputs.js')), argument, whole);
}

function resourcesOf(context: DeleteContext & RedactContext & { readonly hasher: Hasher }): Resources {
  const { store } = context;
  const setOne = async (
    named: ResourceReference,
    active: boolean,
    actor: ResourceReference,
  ): Promise<void> => {
    const { resource, by } = await valid(
      ({ action }) => action,
      { resource: named, by: actor },
      'The action',
    );
    await setActive(context, resource, active, by);
  };
  return {
    list: async (filter = {}) =>
      store.lives.list(await valid(({ resourceFilter }) => resourceFilter, filter, 'The filter')),
    get: async (named) => {
      const resource = await valid(({ reference }) => reference, named, 'resource');
      const { id } = await knownResource(store, resource);
      const stored = await store.resources.read(id);
      if (!stored) throw refusal('resourceUnknown', { resource });
      return stored.record;
    },
    create: async (resource) =>
      createResource(context, await valid(({ newResource }) => newResource, resource, 'The new resource')),
    inactivate: (resource, by) => setOne(resource, false, by),
    activate: (resource, by) => setOne(resource, true, by),
    redact: async (resource, by, reason) => {
      const action = await valid(({ redaction }) => redaction, { resource, by, reason }, 'The redaction');
      await redact(context, action.resource, action.by, action.reason);
    },
    delete: async (resource, by, reassign, replacement) => {
      const action = await valid(
        ({ deletion }) => deletion,
        { resource, by, reassign, replacement },
        'The deletion',
      );
      return deleteResource(context, action.resource, action.by, action.reassign, action.replacement);
    },
  };
}
