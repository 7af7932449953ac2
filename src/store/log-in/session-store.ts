import { build } from '../build';
import type { Executor } from '../engine';

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

/** The sessions of the console. */
export class SessionStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async read(digest: string): Promise<StoredSession | undefined> {
    const row = await this.#executor.first(byDigest, [digest]);
    return row && { digest, resourceId: row.resource_id, data: row.data, expiresAt: row.expires_at };
  }

  /**
   * Begins a session, unless the resource was made inactive or got another password since that one was checked.
   * Sessions that ended before `now` are forgotten.
   */
  async add(
    { digest, resourceId, data, expiresAt }: StoredSession,
    passwordHash: string | null,
    now: string,
  ): Promise<void> {
    await this.#executor.run(
      build
        .insertInto('sessions')
        .columns(['digest', 'resource_id', 'data', 'expires_at'])
        .expression((from) =>
          from
            .selectFrom('resources')
            .select((row) => [
              row.val(digest).as('digest'),
              'id',
              row.val(data).as('data'),
              row.val(expiresAt).as('expires_at'),
            ])
            .where('id', '=', resourceId)
            .where('Active', '=', 1)
            .where('password_hash', 'is not distinct from', passwordHash),
        )
        .compile(),
    );
    await this.#executor.run(build.deleteFrom('sessions').where('expires_at', '<=', now).compile());
  }

  /** Changes what is kept of a session; one that has ended meanwhile stays so. */
  async update({ digest, data, expiresAt }: Omit<StoredSession, 'resourceId'>): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('sessions')
        .set({ data, expires_at: expiresAt })
        .where('digest', '=', digest)
        .compile(),
    );
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
