import { build } from './build';
import type { Executor } from './connection';

/** Somebody who is logged in to the console. */
export interface StoredSession {
  /** SHA-256 of the identifier in the cookie. */
  readonly digest: string;
  readonly resourceId: number;
  readonly data: string;
  /** UTC text. */
  readonly expiresAt: string;
}

const byDigest = build.selectFrom('sessions').selectAll().where('digest', '=', '').compile();

/** Who is logged in to the console. */
export class SessionStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async read(digest: string): Promise<StoredSession | undefined> {
    const row = await this.#executor.first(byDigest, [digest]);
    return row && { digest, resourceId: row.resource_id, data: row.data, expiresAt: row.expires_at };
  }

  /** A session of that digest is replaced; nobody who is erased gets one. Those that ended before `now` are forgotten. */
  async put({ digest, resourceId, data, expiresAt }: StoredSession, now: string): Promise<void> {
    const values = { resource_id: resourceId, data, expires_at: expiresAt };
    await this.#executor.run(
      build
        .insertInto('sessions')
        .columns(['digest', 'resource_id', 'data', 'expires_at'])
        .expression((eb) =>
          eb
            .selectFrom('resources')
            .select([
              eb.val(digest).as('digest'),
              'id',
              eb.val(data).as('data'),
              eb.val(expiresAt).as('expires_at'),
            ])
            .where('id', '=', resourceId)
            .where('redacted_at', 'is', null),
        )
        .onConflict((conflict) => conflict.column('digest').doUpdateSet(values))
        .compile(),
    );
    await this.#executor.run(build.deleteFrom('sessions').where('expires_at', '<=', now).compile());
  }

  async extend(digest: string, expiresAt: string): Promise<void> {
    await this.#executor.run(
      build.updateTable('sessions').set({ expires_at: expiresAt }).where('digest', '=', digest).compile(),
    );
  }

  async remove(digest: string): Promise<void> {
    await this.#executor.run(build.deleteFrom('sessions').where('digest', '=', digest).compile());
  }
}
