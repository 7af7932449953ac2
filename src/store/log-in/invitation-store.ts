import { build } from '../build';
import type { Executor } from '../engine';

/** A link with which a person sets a password. The instant is UTC text. */
export interface Invitation {
  readonly resourceId: number;
  /** SHA-256 of the token in the link, hexadecimal. */
  readonly tokenDigest: string;
  readonly expiresAt: string;
}

/** Invitations that were not followed yet. */
export class InvitationStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** A newer invitation takes the place of the one before. */
  async put({ resourceId, tokenDigest, expiresAt }: Invitation): Promise<void> {
    const values = { token_digest: tokenDigest, expires_at: expiresAt };
    await this.#executor.run(
      build
        .insertInto('invitations')
        .values({ resource_id: resourceId, ...values })
        .onConflict((conflict) => conflict.column('resource_id').doUpdateSet(values))
        .compile(),
    );
  }

  async byToken(tokenDigest: string): Promise<Invitation | undefined> {
    const row = await this.#executor.first(
      build.selectFrom('invitations').selectAll().where('token_digest', '=', tokenDigest).compile(),
    );
    return row && { resourceId: row.resource_id, tokenDigest: row.token_digest, expiresAt: row.expires_at };
  }

  async remove(resourceId: number): Promise<void> {
    await this.#executor.run(build.deleteFrom('invitations').where('resource_id', '=', resourceId).compile());
  }
}
