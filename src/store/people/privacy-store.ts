import { build } from '../build';
import type { Executor } from '../engine';

/** One entry of the Privacy Action History. The instant is UTC text. */
export interface PrivacyAction {
  readonly id: number;
  readonly actionDate: string;
  readonly actionType: 'Erasure';
  readonly initiatingId: number;
  /** The name as it was then. */
  readonly initiatingPerson: string;
  readonly resourceId: number;
  readonly reason: string;
}

/** An entry, and when the two people of it were deleted; null: they were not. */
export interface ListedPrivacyAction extends PrivacyAction {
  readonly initiatingDeletedAt: string | null;
  readonly deletedAt: string | null;
}

/** The Privacy Action History; entries are added, and never changed. */
export class PrivacyStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async add({
    actionDate,
    actionType,
    initiatingId,
    initiatingPerson,
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
          initiating_person: initiatingPerson,
          resource_id: resourceId,
          reason,
        })
        .compile(),
    );
  }

  /** All entries, the oldest first. */
  async list(): Promise<ListedPrivacyAction[]> {
    const rows = await this.#executor.all(
      build
        .selectFrom('privacy_history as h')
        .leftJoin('resources as i', 'i.id', 'h.initiating_id')
        .leftJoin('resources as r', 'r.id', 'h.resource_id')
        .selectAll('h')
        .select(['i.deleted_at as initiatingDeletedAt', 'r.deleted_at as deletedAt'])
        .orderBy('h.id')
        .compile(),
    );
    return rows.map((row) => ({
      id: row.id,
      actionDate: row.action_at,
      actionType: row.action_type,
      initiatingId: row.initiating_id,
      initiatingPerson: row.initiating_person,
      resourceId: row.resource_id,
      reason: row.reason,
      initiatingDeletedAt: row.initiatingDeletedAt,
      deletedAt: row.deletedAt,
    }));
  }
}
