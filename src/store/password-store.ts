import { build } from './build';
import type { Executor } from './connection';

const current = build.selectFrom('resources').select('password_hash').where('id', '=', 0).compile();
const earlier = build
  .selectFrom('password_history')
  .select('password_hash')
  .where('resource_id', '=', 0)
  .orderBy('id', 'desc')
  .compile();

/** The hashes of current and earlier passwords. */
export class PasswordStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
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
