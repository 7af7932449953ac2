import bcrypt from 'bcryptjs';
import { isPasswordHash } from '../entities/password-hash';
import { threadTask } from '../runtime/thread-pool';

/** A digest to be hashed at a cost, or to be held against a hash. */
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
