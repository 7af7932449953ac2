import { AdjustableClock, type Clock, type ClockSettings } from '../runtime/clock';
import { isDatabaseUrl } from '../config/database-url';
import type { Config } from '../config/settings';
import { failureLog } from './failure-log';
import type { FailureLog, Log } from '../runtime/log';
import { Delivery } from '../mail/delivery';
import { Metrics } from '../runtime/metrics';
import { Hasher } from '../passwords/hasher';
import { KnownPasswords } from '../passwords/known-passwords';
import { PasswordGuard, type PasswordCheck } from '../passwords/password-guard';
import { Resetter } from '../tenant/reset';
import { FaultRules } from '../store/emulator/fault-rules';
import { Journal } from '../runtime/journal';
import type { OpenOptions } from '../store/open-options';
import { dataFileError, Store, type Stores } from '../store/store';
import { builtTenant } from '../tenant/built-tenant';
import { fillTenant } from '../tenant/fill';
import type { TenantDocument } from '../tenant/document';
import { readSeedWith, type Seed, type SeedEntities } from '../tenant/seed';

/** The services of a server, opened before it listens and closed at its end. */
export interface Opened {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly clock: AdjustableClock;
  readonly journal: Journal;
  readonly faultRules: FaultRules;
  /** The check for SOAP callers. */
  readonly callerPasswords: PasswordCheck;
  /** The check for the console. */
  readonly consolePasswords: PasswordCheck;
  readonly metrics: Metrics | undefined;
  /** Logs an unexpected error. */
  readonly failed: FailureLog;
  /** Starts the delivery of new messages. */
  readonly wakeDelivery: () => void;
  /** Returns to the seed, without fault rules, with an empty journal and the given clock. */
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the services of a server: the store, which is created and filled where it is missing, and those over it. */
export async function openAll(
  config: Config,
  {
    seed,
    entities,
    clock: base,
    logger,
    outdated,
  }: {
    readonly seed?: Seed | undefined;
    /** What the tenant of a new store declares beside the seed. */
    readonly entities?: SeedEntities | undefined;
    readonly clock: Clock;
    readonly logger: Log;
    /** See `OpenOptions`. */
    readonly outdated?: OpenOptions['outdated'] | undefined;
  },
): Promise<Opened> {
  const hasher = new Hasher(config.bcryptCost);
  const failed = failureLog(logger);
  const closers: (() => Promise<void> | void)[] = [() => hasher.close()];
  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const one of closers.splice(0).reverse()) {
      try {
        await one();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const seedInForce = seed ?? config.seed;
    const tenant = (): Promise<TenantDocument> => readSeedWith(seedInForce, entities);
    const fill = async (stores: Stores): Promise<void> => fillTenant(stores, await tenant(), hasher);
    const built = entities === undefined ? builtTenant(seedInForce) : undefined;
    const inMemory = config.memory ? await Store.open(built, fill) : undefined;
    const store =
      inMemory ??
      (await Store.open(config.data, fill, {
        searchSeconds: config.searchSeconds,
        connections: config.databaseConnections,
        prepares: config.databasePrepare,
        statementSeconds: config.databaseSeconds,
        ...(outdated && { outdated }),
      }));
    closers.push(() => store.close());
    await store.logins.look().catch((error: unknown) => {
      throw config.memory || isDatabaseUrl(config.data) ? error : dataFileError(config.data, error, false);
    });
    const clock = new AdjustableClock(base, clockSettings(store));
    const delivery = await Delivery.create(
      store,
      clock,
      { smtpUrl: config.smtpUrl, sender: config.mailFrom },
      (error) => {
        failed(error, { about: 'outbox' });
      },
    );
    closers.push(() => delivery.close());
    const resetter = new Resetter(store, tenant, hasher);
    closers.push(() => {
      resetter.close();
    });
    if (inMemory) resetter.keep(await inMemory.bytes());
    const journal = new Journal();
    const callerPasswords = new KnownPasswords(new PasswordGuard('api', hasher, store, clock));
    store.state.onErasure(() => {
      journal.clear();
      callerPasswords.forget();
    });
    return {
      store,
      hasher,
      clock,
      journal,
      faultRules: new FaultRules(store),
      callerPasswords,
      consolePasswords: new PasswordGuard('console', hasher, store, clock),
      metrics: config.metrics ? await Metrics.create(() => store.connections()) : undefined,
      failed,
      wakeDelivery: () => {
        delivery.wake();
      },
      reset: async () => {
        await resetter.reset();
        await store.logins.look();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The storage of the clock's setting, in the data file. */
function clockSettings(store: Store): ClockSettings {
  return {
    get last() {
      return store.state.last.clock;
    },
    change: async (changed) => {
      await store.transaction(async ({ state }) => {
        await state.setClock(changed(await state.clock()));
      });
      await store.logins.look();
    },
  };
}
