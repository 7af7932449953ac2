import bcrypt from 'bcryptjs';
import { isPasswordHash } from '../entities/password-hash';
import { threadTask } from '../runtime/thread-pool';

/** A task of the hashing thread: to hash a digest at a cost, or to compare it with a hash. */
export interface HashingTask {
  readonly digest: string;
  readonly cost?: number;
  readonly hash?: string;
}

/**
 * The hash of a digest, or whether it matches one; none matches what another program wrote in place of a hash. bcrypt is
 * written in JavaScript and takes its time by design.
 */
export default threadTask(({ digest, cost, hash }: HashingTask): string | boolean =>
  hash === undefined
    ? bcrypt.hashSync(digest, cost)
    : isPasswordHash(hash) && bcrypt.compareSync(digest, hash),
);
