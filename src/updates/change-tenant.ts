import { refusal } from '../refusals/refusal';
import type { Stores, Store } from '../store/store';

/**
 * Changes a tenant in one transaction. Throws a Refusal where `work` would leave no active System Administrator who is
 * a person, as nobody could give those rights back.
 */
export async function changeTenant<T>(
  store: Pick<Store, 'transaction'>,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  return store.transaction(async (stores) => {
    const isAdministered = await stores.lifecycle.hasAdministrator();
    const result = await work(stores);
    // A tenant that was imported without an administrator stays usable.
    if (isAdministered && !(await stores.lifecycle.hasAdministrator())) throw refusal('lastAdministrator');
    return result;
  });
}
