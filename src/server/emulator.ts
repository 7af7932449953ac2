import { setMaxListeners } from 'node:events';
import type { z } from 'zod';
import { checked } from '../input/checked';
import { systemClock, type Clock, type ClockChange, type ClockState } from '../runtime/clock';
import type * as ClockInputs from '../api/clock-change';
import { ConfigError } from '../input/config-error';
import { type Config, type GivenSettings, type SettingsInCode } from '../config/settings';
import { createResource, type NewResource } from '../lifecycle/create';
import { deleteResource, type Replacement, type Successor } from '../lifecycle/delete';
import { setActive } from '../lifecycle/inactivate';
import type * as Inputs from '../lifecycle/input-schemas';
import { redact } from '../lifecycle/redact';
import { knownResource, type ResourceReference } from '../lifecycle/reference';
import { restoreSnapshot, takeSnapshot } from '../lifecycle/snapshots';
import { listen } from '../http/listener';
import { SILENT, type Log } from '../runtime/log';
import { apiVersionOf, wsdlOf } from '../operations/api-version';
import { assembleServer, loadContract, publicOrigin } from './assemble';
import { refusal } from '../refusals/refusal';
import { fromCode, readConfig } from '../config/read';
import { declaredRows, type DeclaredRows, type RowOf } from '../tenant/entity-handle';
import { openAll, type Opened } from './open';
import type { Contract } from '../soap/contract';
import { requireDeclared } from '../soap/declared-types';
import type { FaultRule, FaultRuleInForce, FaultRules } from '../store/emulator/fault-rules';
import type { JournalEntry, JournalFilter } from '../runtime/journal';
import { requireOperation } from '../operations/operation-name';
import type { ResourceFilter, ResourceSummary } from '../store/people/lifecycle-store';
import type { OutboxMessage } from '../store/tenant/outbox-store';
import type { ResourceRecord } from '../store/people/resource-store';
import type { OpenOptions } from '../store/open-options';
import { StorageFailure, StoreClosed } from '../store/storage-failure';
import { DAMAGED, isOfSqlite } from '../input/system-error';
import { API_PATH, CONSOLE_PATH } from '../http/paths';
import { demoAccess, type DemoAccess } from '../tenant/demo-log-ins';
import type { Seed, SeedEntities } from '../tenant/seed';
import { readTls } from '../http/tls';
import type { RuleContext } from '../updates/rule-context';

/** The options of an emulator: settings by name, and objects that only code can give. */
export interface EmulatorOptions<E extends SeedEntities = SeedEntities> extends Omit<SettingsInCode, 'seed'> {
  /** The content of a new store; by default the demo tenant. */
  readonly seed?: Seed | undefined;
  /** Entities of a new store beside those that are served, by name: fields, what may be done with them, and rows. */
  readonly entities?: E | undefined;
  /** The base of `emulator.clock`; by default the machine's clock. */
  readonly clock?: Clock | undefined;
  /** By default nothing is logged. */
  readonly logger?: Log | undefined;
}

/**
 * The resources of an emulator, for tests that read or change them without SOAP. All methods throw a Refusal: of an
 * unknown resource, an invalid argument, or an action that the rules forbid.
 */
export interface Resources {
  list(filter?: Partial<ResourceFilter>): Promise<ResourceSummary[]>;
  /** All stored fields. */
  get(resource: ResourceReference): Promise<ResourceRecord>;
  /** Answers the id. */
  create(resource: CreatedResource): Promise<number>;
  inactivate(resource: ResourceReference, by: ResourceReference): Promise<void>;
  activate(resource: ResourceReference, by: ResourceReference): Promise<void>;
  /** `titles`: new titles of records that name the person, by id. */
  redact(
    resource: ResourceReference,
    by: ResourceReference,
    reason: string,
    titles?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Answers the id of the replacement, if there is one. */
  delete(
    resource: ResourceReference,
    by: ResourceReference,
    reassign?: Readonly<Record<string, Successor>>,
    replacement?: Replacement,
  ): Promise<number | undefined>;
}

/** A resource to be created; by default its address is not verified, and it gets no message. */
export type CreatedResource = Pick<NewResource, 'by' | 'fields'> &
  Partial<Pick<NewResource, 'emailVerified' | 'invite'>>;

/** The fault rules of an emulator. */
export interface Faults {
  /** Throws a Refusal of an invalid rule. */
  add(rule: FaultRule): Promise<FaultRuleInForce>;
  list(): Promise<readonly FaultRuleInForce[]>;
  /** Answers whether there was a rule with that id. */
  remove(id: number): Promise<boolean>;
  clear(): Promise<void>;
}

/** The clock of an emulator, for its answers and stored times. */
export interface EmulatorClock {
  now(): Promise<Date>;
  state(): Promise<ClockState>;
  /** Throws a ClockError for a time out of range, and then changes nothing; a Refusal of an invalid change. */
  change(change: ClockChange): Promise<void>;
  /** Sets the time; a frozen clock stays frozen. Throws a ClockError for a time out of range. */
  set(now: Date): Promise<void>;
  /** Stops the clock at the present time, or lets it run on from there. */
  freeze(frozen?: boolean): Promise<void>;
  /** Advances the clock. Throws a ClockError for a time out of range. */
  tick(milliseconds: number): Promise<void>;
  /** Returns to the time of the base clock. */
  reset(): Promise<void>;
}

/** The addresses of a running server. */
export interface Addresses {
  /** The version of the contract, such as `1.6`. */
  readonly apiVersion: string;
  /** The address of the SOAP endpoint. */
  readonly url: string;
  readonly wsdlUrl: string;
  /** Scheme, host and port of this server for clients on this machine. */
  readonly origin: string;
  /** The address of the JSON API. */
  readonly adminUrl: string;
  /** The address of the console. */
  readonly consoleUrl: string;
}

/** A running emulator. */
export interface Emulator<E extends SeedEntities = SeedEntities> extends Addresses {
  /** The published log-ins of the demo tenant that work. */
  demoAccess(): Promise<DemoAccess>;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly resources: Resources;
  /** The entities of a declared type, for tests that read or change them without SOAP. */
  entity<N extends keyof E & string>(name: N): DeclaredRows<RowOf<E[N]>>;
  /** Returns to the seed, without fault rules, with an empty journal and the given clock. */
  reset(): Promise<void>;
  /** Takes a snapshot of the data under a name. */
  snapshot(name: string): Promise<void>;
  /** Restores a snapshot; resources redacted since stay redacted. */
  restore(name: string): Promise<void>;
  /** The latest SOAP calls, the oldest first, with passwords masked. Throws a Refusal of an invalid filter. */
  requests(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** All messages to people, the newest first. */
  outbox(): Promise<OutboxMessage[]>;
  /**
   * Finishes running requests, ends all connections and closes the data; may be called twice. All other methods throw
   * then. Throws a StorageFailure where data could not be stored; everything is closed nevertheless.
   */
  close(): Promise<void>;
}

/**
 * Assembles an emulator and starts it: settings, store, contract, listener. Without settings it listens on a
 * free port of loopback and keeps its data in memory.
 */
export async function startEmulator<const E extends SeedEntities = SeedEntities>(
  options: EmulatorOptions<E> = {},
): Promise<Emulator<E>> {
  requireObject(options);
  const { seed, entities, clock, logger, ...given } = options;
  const config = withProgramDefaults(await readConfig([fromCode(given)]), given);
  return startWith(config, { seed, entities, clock, logger });
}

function requireObject(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigError('startEmulator takes an object of settings, { port: 9000 }.');
  }
}

/** Starts an emulator with settings in force. */
export async function startWith(
  config: Config,
  {
    seed,
    entities,
    clock: base = systemClock,
    logger = SILENT,
    outdated,
  }: Pick<EmulatorOptions, 'seed' | 'entities' | 'clock' | 'logger'> & Partial<Pick<OpenOptions, 'outdated'>>,
): Promise<Emulator> {
  const contract = await loadContract(config.wsdl);
  const opened = await openAll(config, { seed, entities, clock: base, logger, outdated });
  try {
    const { store, journal, faultRules, reset } = opened;
    if (config.wsdl !== undefined) requireDeclared(contract, config.wsdl, await store.declared.all());
    let origin = '';
    const closing = new AbortController();
    // Each call that a fault rule delays adds a listener.
    setMaxListeners(0, closing.signal);
    const { emulator, app } = assembleServer(config, contract, opened, logger, {
      origin: () => origin,
      closing: closing.signal,
    });
    const { operations } = emulator;
    const listener = await listen(app, config, await readTls(config));
    ({ origin } = listener);
    opened.wakeDelivery();
    let closed: Promise<void> | undefined;
    const handle: Omit<Emulator, 'close' | 'entity'> = {
      ...addressesOf(config, contract, listener.origin),
      demoAccess: () => demoAccess(store),
      clock: clockOf(opened),
      faults: faultsOf(faultRules, operations),
      resources: resourcesOf(emulator),
      reset,
      snapshot: (name) => takeSnapshot(store, name),
      restore: (name) => restoreSnapshot(store, name),
      requests: async (filter) => {
        const { journalFilter } = await import('../api/journal-filter.js');
        const valid = checked(journalFilter, filter ?? {}, 'The filter');
        if (valid.operation !== undefined) requireOperation(valid.operation, operations);
        return journal.list(valid, { internalCosts: true });
      },
      outbox: () => store.outbox.list(),
    };
    const look = (): Promise<void> => store.logins.look();
    return {
      ...whileOpen(handle, closing.signal, look),
      entity: (name) => whileOpen(declaredRows(store, name), closing.signal, look),
      close: () =>
        (closed ??= (async () => {
          closing.abort();
          await listener.close();
          await opened.close();
        })()),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/**
 * Wraps methods: they reject with a StoreClosed after the signal, and with a StorageFailure for an error of SQLite. Each
 * begins with a look for changes of other servers, as a request does.
 */
function whileOpen<T extends object>(handle: T, closing: AbortSignal, look: () => Promise<void>): T {
  const guarded = (value: unknown): unknown => {
    if (typeof value === 'function') {
      return async (...given: readonly unknown[]): Promise<unknown> => {
        if (closing.aborted) throw new StoreClosed();
        try {
          await look();
          return await (value as (...given: readonly unknown[]) => Promise<unknown>)(...given);
        } catch (error) {
          throw isOfSqlite(error) ? new StorageFailure(DAMAGED, error) : error;
        }
      };
    }
    return typeof value === 'object' && value !== null ? whileOpen(value, closing, look) : value;
  };
  return Object.fromEntries(Object.entries(handle).map(([name, value]) => [name, guarded(value)])) as T;
}

/** The addresses of a server by its origin. */
function addressesOf(config: Config, { namespace }: Contract, origin: string): Addresses {
  const { name: apiVersion, path } = apiVersionOf(namespace);
  const url = publicOrigin(config, origin) + path;
  return {
    apiVersion,
    url,
    wsdlUrl: wsdlOf(url),
    origin,
    adminUrl: origin + API_PATH,
    consoleUrl: origin + CONSOLE_PATH,
  };
}

/** The defaults in a program, where an emulator is a test double: a free port, and memory unless a file is named. */
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
      const { checkedFaultRule } = await import('../operations/fault-rule.js');
      return rules.add(checkedFaultRule(rule, operations));
    },
    list: () => rules.list(),
    remove: (id) => rules.remove(id),
    clear: () => rules.clear(),
  };
}

/** An argument, checked against the schema that bodies of the JSON API have. The schemas are loaded on first use. */
async function valid<S extends z.ZodType>(
  pick: (inputs: typeof Inputs) => S,
  argument: unknown,
  whole: string,
): Promise<z.output<S>> {
  return checked(pick(await import('../lifecycle/input-schemas.js')), argument, whole);
}

function resourcesOf(context: RuleContext): Resources {
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
      store.lifecycle.list(await valid(({ resourceFilter }) => resourceFilter, filter, 'The filter')),
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
    redact: async (resource, by, reason, titles) => {
      const action = await valid(
        ({ redaction }) => redaction,
        { resource, by, reason, titles },
        'The redaction',
      );
      await redact(context, action.resource, action.by, action.reason, action.titles);
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

function clockOf({ clock }: Opened): EmulatorClock {
  const changed = async (
    pick: (inputs: typeof ClockInputs) => z.ZodType<ClockChange>,
    change: unknown,
  ): Promise<void> => {
    await clock.change(checked(pick(await import('../api/clock-change.js')), change, 'The change'));
  };
  return {
    now: async () => clock.state.now,
    state: async () => clock.state,
    change: (change) => changed(({ clockChange }) => clockChange, change),
    set: (now) => changed(({ clockTime }) => clockTime, { now }),
    freeze: (frozen = true) => changed(({ clockChange }) => clockChange, { frozen }),
    tick: (tick) => changed(({ clockMove }) => clockMove, { tick }),
    reset: () => clock.reset(),
  };
}
