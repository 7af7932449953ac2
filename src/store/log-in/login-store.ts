import { sql } from 'kysely';
import { fold } from '../../entities/fold';
import { isTimeZone } from '../../entities/time-zone';
import { DAMAGED } from '../../input/system-error';
import { build } from '../build';
import type { Answers, Executor } from '../engine';
import type { StateStore } from '../emulator/state-store';
import { NO_TENANT, StorageFailure } from '../storage-failure';

/** The columns of a resource that decide on a log-in. */
export interface Login {
  readonly resourceId: number;
  readonly passwordHash: string | null;
  readonly active: boolean;
  readonly apiOnly: boolean;
  readonly systemAdministrator: boolean;
  readonly viewInternalCost: boolean;
}

/** The state that all servers share, and the log-in of a user name, in one statement. */
const byUserName = build
  .selectFrom('emulator_state as s')
  .leftJoin('resources as r', (join) => join.on('r.UserName_folded', '=', ''))
  .leftJoin('security_levels as l', 'l.id', 'r.UserType')
  .select([
    's.clock_offset',
    's.clock_frozen_at',
    's.erasures',
    's.settings',
    sql<number>`(SELECT count(*) FROM fault_rules WHERE times IS NULL OR met < times)`.as('faultRules'),
    sql<string | null>`(SELECT time_zone FROM tenant)`.as('timeZone'),
    'r.id',
    'r.password_hash',
    'r.Active',
    'l.api_only',
    'l.system_administrator',
    'l.view_internal_cost',
  ])
  .compile();

const STATE_TABLES = ['emulator_state', 'fault_rules', 'tenant'] as const;

/** Longer than from one end to the other of the years that a clock shows, 1900 to 9999. */
const LONGEST_OFFSET_MS = 1e15;

const LOGINS_CACHED = 1000;

/** No resource has this user name. */
const NOBODY = '';

/** Looks up who may log in, and with it what all servers over the data file agree on. */
export class LoginStore {
  readonly #executor: Executor;
  readonly #state: StateStore;
  readonly #cache: Answers<string, Login | undefined>;
  readonly #looked: Answers<'state', true>;

  /** `state` is told what all servers agree on. */
  constructor(executor: Executor, state: StateStore) {
    this.#executor = executor;
    this.#state = state;
    this.#cache = executor.cache(['resources', 'security_levels', ...STATE_TABLES], { limit: LOGINS_CACHED });
    this.#looked = executor.cache(STATE_TABLES, { limit: 1 });
  }

  /** By the part of the user name before the @, in any case. */
  find(userName: string): Promise<Login | undefined> {
    const folded = fold(userName);
    return this.#cache.getOrRead(folded, () => this.#read(folded));
  }

  /** Reads the state that all servers share without looking up a caller. */
  async look(): Promise<void> {
    await this.#looked.getOrRead('state', async () => {
      await this.#read(NOBODY);
      return true;
    });
  }

  async #read(folded: string): Promise<Login | undefined> {
    const row = await this.#executor.first(byUserName, [folded]);
    if (!row) throw this.#failure(DAMAGED);
    const { timeZone } = row;
    if (timeZone === null) throw this.#failure(NO_TENANT);
    if (!this.#isSound(row, timeZone)) throw this.#failure(DAMAGED);
    this.#state.see({
      clock: { offset: row.clock_offset, frozenAt: row.clock_frozen_at },
      faultRules: row.faultRules,
      erasures: row.erasures,
      settings: row.settings,
      timeZone,
    });
    return row.id === null
      ? undefined
      : {
          resourceId: row.id,
          passwordHash: row.password_hash,
          active: row.Active === 1,
          apiOnly: row.api_only === 1,
          systemAdministrator: row.system_administrator === 1,
          viewInternalCost: row.view_internal_cost === 1,
        };
  }

  #failure(reason: string): StorageFailure {
    return new StorageFailure(reason, undefined, 'used', this.#executor.dialect.place);
  }

  /** Whether what all servers agree on is what a server writes: each call depends on it. */
  #isSound({ clock_offset: offset, clock_frozen_at: frozenAt }: ClockRow, timeZone: string): boolean {
    return (
      typeof offset === 'number' &&
      Math.abs(offset) <= LONGEST_OFFSET_MS &&
      (frozenAt === null || !Number.isNaN(Date.parse(frozenAt))) &&
      (timeZone === this.#state.last.timeZone || isTimeZone(timeZone))
    );
  }
}

/** The clock that all servers agree on. */
interface ClockRow {
  readonly clock_offset: number;
  readonly clock_frozen_at: string | null;
}
