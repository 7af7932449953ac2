import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createApp } from './app';
import { AdjustableClock, systemClock, type Clock } from './clock';
import { readConfig, type Config, type GivenSettings } from './config';
import { entities } from './entities/index';
import { TimeZone } from './entities/time-zone';
import { createResource, type NewResource } from './lifecycle/create';
import { deleteResource, type DeleteContext, type Replacement, type Successor } from './lifecycle/delete';
import { setActive } from './lifecycle/inactivate';
import { redact, type RedactContext } from './lifecycle/redact';
import { restoreSnapshot, takeSnapshot } from './lifecycle/snapshots';
import { listen } from './listener';
import { SILENT, type Log } from './log';
import { Delivery } from './mail/delivery';
import { Metrics } from './metrics';
import { FieldInfos } from './operations/field-infos';
import { ENDPOINT_PATH } from './operations/get-zone-info';
import type { Service } from './operations/operation';
import { Hasher } from './passwords/hasher';
import { Resetter } from './reset';
import { ROOT } from './root';
import { Authentication } from './soap/authentication';
import { contractOf } from './soap/built-contract';
import type { Contract } from './soap/contract';
import { ContractError } from './soap/contract-error';
import { checkOperations, Dispatcher } from './soap/dispatch';
import { FaultRules } from './soap/fault-rules';
import { Journal, type JournalEntry, type JournalFilter } from './soap/journal';
import { Limits } from './soap/limits';
import type { Pipeline } from './soap/pipeline';
import { publicUrlOf } from './soap/public-url';
import { ResponseWriter } from './soap/response';
import type { ResourceFilter, ResourceSummary } from './store/life-store';
import type { OutboxMessage } from './store/outbox-store';
import type { ResourceRecord } from './store/resource-store';
import { Store } from './store/store';
import { builtTenant } from './tenant/built-tenant';
import { fillTenant } from './tenant/fill';
import { readSeed, type Seed } from './tenant/seed';
import { PASSWORD_MASK } from './updates/update-resources';

const WSDL_FILE = path.join(ROOT, 'wsdl', 'atws-1.6.wsdl');

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

/** One running emulator. */
export interface Emulator {
  /** The address of the SOAP endpoint. */
  readonly url: string;
  readonly wsdlUrl: string;
  /** Scheme, host and port of this server as this machine reaches it. */
  readonly origin: string;
  /** The address of the JSON API. */
  readonly adminUrl: string;
  /** The address of the pages for people. */
  readonly consoleUrl: string;
  /** Whether the demo tenant is served, whose log-ins everybody knows. */
  readonly isDemo: boolean;
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
  const { seed, clock: base = systemClock, logger = SILENT, ...given } = options;
  const config = withProgramDefaults(await readConfig(given), given);
  const seedInForce = (): Seed | undefined => seed ?? config.seed;
  const clock = new AdjustableClock(base);
  const contract = await loadContract(config.wsdl);
  const hasher = new Hasher(config.bcryptCost);
  const closers: (() => Promise<void> | void)[] = [() => hasher.close()];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const store = await Store.open(
      config.memory ? builtTenant(seedInForce()) : config.data,
      async (areas) => fillTenant(areas, await readSeed(seedInForce()), hasher),
      config.searchSeconds,
    );
    closers.push(() => store.close());
    const delivery = await Delivery.create(
      store,
      clock,
      { smtpUrl: config.smtpUrl, sender: config.mailFrom },
      (error) => {
        logger.error({ err: error }, 'The outbox could not be worked off');
      },
    );
    closers.push(() => delivery.close());
    const resetter = new Resetter(store, () => readSeed(seedInForce()), hasher);
    closers.push(() => {
      resetter.close();
    });
    if (config.memory) await resetter.keep();
    const service: Service = {
      store,
      clock,
      hasher,
      fieldInfos: new FieldInfos(),
      entities: entities.filter(({ name }) => contract.types.has(name)),
      timeZone: new TimeZone(config.timeZone ?? (await store.tenant.read()).timeZone),
      emptyElements: config.emptyElements,
      confirmationHours: config.confirmationHours,
      threshold: config.threshold,
      wakeDelivery: () => {
        delivery.wake();
      },
    };
    const journal = new Journal();
    const faults = new FaultRules();
    const metrics = config.metrics ? await Metrics.create() : undefined;
    const pipeline = createPipeline(config, contract, service, { journal, faults, metrics, logger });
    const reset = async (): Promise<void> => {
      await resetter.reset();
      journal.clear();
      faults.clear();
      clock.reset();
      pipeline.authentication.forgetFailures();
    };
    const app = createApp(pipeline, service, { config, journal, clock, reset, metrics, logger });
    const listener = await listen(app, config);
    closers.push(() => listener.close());
    delivery.wake();
    const publicOrigin = config.publicUrl?.replace(/\/+$/, '') ?? listener.origin;
    const url = publicOrigin + ENDPOINT_PATH;
    return {
      url,
      wsdlUrl: url.replace(/\.asmx$/, '.wsdl'),
      origin: listener.origin,
      adminUrl: `${listener.origin}/_emulator`,
      consoleUrl: `${listener.origin}/admin`,
      isDemo: await store.tenant.isTrackingIdentifier(DEMO_TRACKING_IDENTIFIER),
      clock,
      faults,
      resources: resourcesOf({
        ...service,
        publicUrl: publicOrigin,
        forgetCalls: () => {
          journal.clear();
        },
      }),
      reset,
      snapshot: (name) => takeSnapshot(store, name),
      restore: (name) => restoreSnapshot(store, name),
      requests: (filter) => journal.list(filter),
      outbox: () => store.outbox.list(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** In a program, an emulator is a test double: it takes a free port, and memory unless a file is named. */
function withProgramDefaults(config: Config, { port, memory, data }: GivenSettings): Config {
  return {
    ...config,
    ...(port === undefined && { port: 0 }),
    ...(memory === undefined && { memory: data === undefined }),
  };
}

async function loadContract(file: string | undefined): Promise<Contract> {
  const contract = await contractOf(readWsdl(file ?? WSDL_FILE));
  if (file === undefined) checkOperations(contract);
  return contract;
}

function readWsdl(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ContractError(`The WSDL ${file} cannot be read: ${(error as Error).message}`);
  }
}

function createPipeline(
  config: Config,
  contract: Contract,
  service: Service,
  {
    journal,
    faults,
    metrics,
    logger,
  }: {
    readonly journal: Journal;
    readonly faults: FaultRules;
    readonly metrics: Metrics | undefined;
    readonly logger: Log;
  },
): Pipeline {
  const { store, clock, hasher } = service;
  const secure = config.tlsCert !== undefined || config.tlsSelfSigned !== undefined;
  const urlSettings = { publicUrl: config.publicUrl, trustProxy: config.trustProxy, secure };
  return {
    contract,
    dispatcher: new Dispatcher(
      contract,
      service,
      new ResponseWriter(contract, config.passwordMask ? PASSWORD_MASK : null),
      new Limits(store, clock, config),
    ),
    authentication: new Authentication(store, hasher, clock),
    store,
    clock,
    apiOnlyUsers: config.apiOnlyUsers,
    maxBody: config.maxBody,
    publicUrl: (request) => publicUrlOf(request, urlSettings),
    faultRules: faults,
    threshold: config.threshold,
    answered: (entry, about) => {
      journal.add(entry);
      metrics?.observe(entry);
      const { operation, status, durationMs } = entry;
      // No user names: a log cannot be rid of a person who is redacted later.
      logger.info({ ...about, operation, status, ms: Math.round(durationMs * 10) / 10 }, 'call');
    },
    failed: (error, request) => {
      logger.error({ err: error, request }, 'A request failed');
    },
  };
}

function resourcesOf(context: DeleteContext & RedactContext & { readonly hasher: Hasher }): Resources {
  const { store } = context;
  return {
    list: (filter = {}) => store.lives.list({ limit: 1000, ...filter }),
    get: async (who) => {
      const id = typeof who === 'number' ? who : await store.resources.idOf(who);
      return id === undefined ? undefined : (await store.resources.read(id))?.record;
    },
    create: (resource) => createResource(context, resource),
    inactivate: (id, by) => setActive(context, id, false, by),
    activate: (id, by) => setActive(context, id, true, by),
    redact: (id, by, reason) => redact(context, id, by, reason),
    delete: (id, by, reassign = {}, replacement) => deleteResource(context, id, by, reassign, replacement),
  };
}
