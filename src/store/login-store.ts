import { fold } from '../entities/fold';
import { build } from './build';
import type { Executor } from './connection';
import type { Kept } from './kept';

/** What deciding on a log-in needs to know of a resource. */
export interface Login {
  readonly resourceId: number;
  readonly passwordHash: string | null;
  readonly active: boolean;
  readonly apiOnly: boolean;
  readonly systemAdministrator: boolean;
  readonly viewInternalCost: boolean;
}

const byUserName = build
  .selectFrom('resources as r')
  .innerJoin('security_levels as l', 'l.id', 'r.UserType')
  .select([
    'r.id',
    'r.password_hash',
    'r.Active',
    'l.api_only',
    'l.system_administrator',
    'l.view_internal_cost',
  ])
  .where('r.UserName_folded', '=', '')
  .compile();

const LOGINS_KEPT = 1000;

/** Looks up who may log in. */
export class LoginStore {
  readonly #executor: Executor;
  readonly #kept: Kept<string, Login | undefined>;

  constructor(executor: Executor) {
    this.#executor = executor;
    this.#kept = executor.keep(['resources', 'security_levels'], { limit: LOGINS_KEPT });
  }

  /** By the part of the user name before the @, in any case. */
  find(userName: string): Promise<Login | undefined> {
    const folded = fold(userName);
    return this.#kept.through(folded, () => this.#read(folded));
  }

  async #read(folded: string): Promise<Login | undefined> {
    const row = await this.#executor.first(byUserName, [folded]);
    return (
      row && {
        resourceId: row.id,
        passwordHash: row.password_hash,
        active: row.Active === 1,
        apiOnly: row.api_only === 1,
        systemAdministrator: row.system_administrator === 1,
        viewInternalCost: row.view_internal_cost === 1,
      }
    );
  }
}
