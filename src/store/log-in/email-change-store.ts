import { build } from '../build';
import type { Executor } from '../engine';

/** A change of a verified e-mail address that waits for its confirmation. Instants are UTC text. */
export interface PendingEmailChange {
  readonly resourceId: number;
  readonly email: string;
  /** SHA-256 of the token in the link, hexadecimal. */
  readonly tokenDigest: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
}

/** E-mail changes that wait for their confirmation; one per resource. */
export class EmailChangeStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async of(resourceId: number): Promise<PendingEmailChange | undefined> {
    return pending(
      await this.#executor.first(
        build.selectFrom('pending_email_changes').selectAll().where('resource_id', '=', resourceId).compile(),
      ),
    );
  }

  async byToken(tokenDigest: string): Promise<PendingEmailChange | undefined> {
    return pending(
      await this.#executor.first(
        build
          .selectFrom('pending_email_changes')
          .selectAll()
          .where('token_digest', '=', tokenDigest)
          .compile(),
      ),
    );
  }

  /** A newer change takes the place of the one that waits. */
  async put(change: PendingEmailChange): Promise<void> {
    const { resourceId, email, tokenDigest, requestedAt, expiresAt } = change;
    const values = { email, token_digest: tokenDigest, requested_at: requestedAt, expires_at: expiresAt };
    await this.#executor.run(
      build
        .insertInto('pending_email_changes')
        .values({ resource_id: resourceId, ...values })
        .onConflict((conflict) => conflict.column('resource_id').doUpdateSet(values))
        .compile(),
    );
  }

  /** Whether there was one. */
  async remove(resourceId: number): Promise<boolean> {
    const removed = await this.#executor.run(
      build.deleteFrom('pending_email_changes').where('resource_id', '=', resourceId).compile(),
    );
    return removed > 0;
  }
}

function pending(
  row:
    | {
        readonly resource_id: number;
        readonly email: string;
        readonly token_digest: string;
        readonly requested_at: string;
        readonly expires_at: string;
      }
    | undefined,
): PendingEmailChange | undefined {
  return (
    row && {
      resourceId: row.resource_id,
      email: row.email,
      tokenDigest: row.token_digest,
      requestedAt: row.requested_at,
      expiresAt: row.expires_at,
    }
  );
}
