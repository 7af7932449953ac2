import bcrypt from 'bcryptjs';
import { threadTask } from '../runtime/thread-pool';

/** A task of the hashing thread: to hash a digest at a cost, or to compare it with a hash. */
export interface HashingTask {
  readonly digest: string;
  readonly cost?: number;
  readonly hash?: string;
}

/** Answers the hash of a digest, or whether it matches one. bcryptjs is JavaScript, and slow by design. */
export default threadTask(({ digest, cost, hash }: HashingTask): string | boolean =>
  hash === undefined ? bcrypt.hashSync(digest, cost) : bcrypt.compareSync(digest, hash),
);
