// The password hashes of resources, present and earlier ones.

import { sql } from 'kysely';
import { isPasswordCost } from '../../entities/password-hash';
import { build } from '../build';
import type { Answers, Executor } from '../engine';

const current = build.selectFrom('resources').select('password_hash').where('id', '=', 0).compile();
const earlier = build
  .selectFrom('password_history')
  .select('password_hash')
  .where('resource_id', '=', 0)
  .orderBy('id', 'desc')
  .compile();

/** The cost as a hash of bcrypt has it; the index is of this expression. */
const cost = sql<string>`substr(password_hash, 5, 2)`;
const costs = build
  .selectFrom('resources')
  .select([cost.as('cost'), ({ fn }) => fn.countAll<number>().as('resources')])
  .where('password_hash', 'is not', null)
  .groupBy(cost)
  .orderBy(cost)
  .compile();
const nameKey = build.selectFrom('emulator_state').select('name_key').compile();

/** All passwords are looked at to count them, and one more of some cost decides nothing. */
const COSTS_LAST_MS = 60_000;

/** The costs with which an unknown name is checked, so that it takes as long as a known one. */
export interface PasswordCosts {
  /** The same for all servers over the data file. */
  readonly key: string;
  readonly resourcesByCost: readonly { readonly cost: number; readonly resources: number }[];
}

/** The hashes of current and earlier passwords. */
export class PasswordStore {
  readonly #executor: Executor;
  readonly #costs: Answers<'costs', PasswordCosts>;

  constructor(executor: Executor) {
    this.#executor = executor;
    this.#costs = executor.cache(['resources', 'emulator_state'], {
      limit: 1,
      mayBeOldMs: COSTS_LAST_MS,
    });
  }

  /** The costs of all current passwords. */
  costs(): Promise<PasswordCosts> {
    return this.#costs.getOrRead('costs', async () => {
      const stored = await this.#executor.all(costs);
      const [state] = await this.#executor.all(nameKey);
      return {
        key: state?.name_key ?? '',
        resourcesByCost: stored.flatMap(({ cost: digits, resources }) =>
          /^\d\d$/.test(digits) && isPasswordCost(Number(digits))
            ? [{ cost: Number(digits), resources }]
            : [],
        ),
      };
    });
  }

  /** The hashes of a resource's passwords, the current one first. */
  async history(resourceId: number): Promise<string[]> {
    const [now] = await this.#executor.all(current, [resourceId]);
    const before = await this.#executor.all(earlier, [resourceId]);
    return [now, ...before].flatMap((row) => row?.password_hash ?? []);
  }

  /** Sets a new password and keeps the `remembered - 1` before it. */
  async set(resourceId: number, passwordHash: string, remembered: number): Promise<void> {
    const { run } = this.#executor;
    const [old] = await this.history(resourceId);
    if (old !== undefined) {
      await run(
        build
          .insertInto('password_history')
          .values({ resource_id: resourceId, password_hash: old })
          .compile(),
      );
    }
    await run(
      build
        .deleteFrom('password_history')
        .where('resource_id', '=', resourceId)
        .where('id', 'not in', (history) =>
          history
            .selectFrom('password_history')
            .select('id')
            .where('resource_id', '=', resourceId)
            .orderBy('id', 'desc')
            .limit(remembered - 1),
        )
        .compile(),
    );
    await run(
      build
        .updateTable('resources')
        .set({ password_hash: passwordHash })
        .where('id', '=', resourceId)
        .compile(),
    );
  }
}
