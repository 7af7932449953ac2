import { build } from './build';
import type { Executor } from './connection';

/** One entry of the Privacy Action History. The instant is UTC text. */
export interface PrivacyAction {
  readonly id: number;
  readonly actionDate: string;
  readonly actionType: 'Erasure';
  readonly initiatingId: number;
  readonly resourceId: number;
  readonly reason: string;
}

/** What was done to personal data; entries are added, and never changed. */
export class PrivacyStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async add({
    actionDate,
    actionType,
    initiatingId,
    resourceId,
    reason,
  }: Omit<PrivacyAction, 'id'>): Promise<void> {
    await this.#executor.run(
      build
        .insertInto('privacy_history')
        .values({
          action_at: actionDate,
          action_type: actionType,
          initiating_id: initiatingId,
          resource_id: resourceId,
          reason,
        })
        .compile(),
    );
  }

  /** All entries, the oldest first. */
  async list(): Promise<PrivacyAction[]> {
    const rows = await this.#executor.all(
      build.selectFrom('privacy_history').selectAll().orderBy('id').compile(),
    );
    return rows.map((row) => ({
      id: row.id,
      actionDate: row.action_at,
      actionType: row.action_type,
      initiatingId: row.initiating_id,
      resourceId: row.resource_id,
      reason: row.reason,
    }));
  }
}
