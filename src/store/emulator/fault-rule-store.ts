import { sql } from 'kysely';
import { build } from '../build';
import type { Answers, Executor } from '../engine';

/** A fault rule as it is stored. */
export interface StoredFaultRule {
  readonly id: number;
  /** JSON: the rule as it was ordered. */
  readonly rule: string;
  /** The number of calls that are met; null: always. */
  readonly times: number | null;
  readonly met: number;
}

const all = build.selectFrom('fault_rules').selectAll().orderBy('id').compile();
const insert = build.insertInto('fault_rules').values({ rule: '', times: 0 }).compile();
const lastId = build
  .selectFrom('fault_rules')
  .select(({ fn }) => fn.max<number | null>('id').as('id'))
  .compile();
const countMet = build
  .updateTable('fault_rules')
  .set({ met: sql<number>`met + 1` })
  .where(sql<boolean>`(times IS NULL OR met < times)`)
  .where('id', '=', 0)
  .compile();

/** Fault rules, the oldest first. */
export class FaultRuleStore {
  readonly #executor: Executor;
  readonly #cache: Answers<'all', readonly StoredFaultRule[]>;

  constructor(executor: Executor) {
    this.#executor = executor;
    this.#cache = executor.cache(['fault_rules'], { limit: 1 });
  }

  list(): Promise<readonly StoredFaultRule[]> {
    return this.#cache.getOrRead('all', () => this.#executor.all(all));
  }

  /** Answers the id. In a transaction, as others may add one meanwhile. */
  async add(rule: string, times: number | null): Promise<number> {
    await this.#executor.run(insert, [rule, times]);
    return Number((await this.#executor.first(lastId))?.id);
  }

  /** Whether there was such a rule. */
  async remove(id: number): Promise<boolean> {
    const removed = await this.#executor.run(build.deleteFrom('fault_rules').where('id', '=', id).compile());
    return removed > 0;
  }

  async clear(): Promise<void> {
    await this.#executor.run(build.deleteFrom('fault_rules').compile());
  }

  /** Counts a call that a rule meets; false where the rule was removed, or used up, by any process. */
  async countMet(id: number): Promise<boolean> {
    return (await this.#executor.run(countMet, [id])) > 0;
  }
}
