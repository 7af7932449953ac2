import { refusal } from '../refusals/refusal';
import type { Stores, Store } from '../store/store';

/**
 * Changes a tenant that is in use: does all of `work` or nothing of it. Throws a Refusal where it would take away the
 * last active System Administrator who is a person, as nobody could give those rights back then.
 */
export async function changeTenant<T>(
  store: Pick<Store, 'transaction'>,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  return store.transaction(async (stores) => {
    const isAdministered = await stores.lifecycle.hasAdministrator();
    const result = await work(stores);
    // What an import left without one goes on as it is.
    if (isAdministered && !(await stores.lifecycle.hasAdministrator())) throw refusal('lastAdministrator');
    return result;
  });
}
