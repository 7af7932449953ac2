import { refusal } from '../refusals/refusal';
import type { Stores, Store } from '../store/store';

/** After the work, nobody is an administrator. */
class Unadministered extends Error {}

/**
 * Changes a tenant in one transaction. Throws a Refusal where `work` would leave no active System Administrator who is
 * a person, as nobody could give those rights back. `mayUnseat`: whether `work` can have changed who is one, by its
 * result.
 */
export async function changeTenant<T>(
  store: Pick<Store, 'transaction'>,
  work: (stores: Stores) => Promise<T>,
  mayUnseat: (result: T) => boolean = () => true,
): Promise<T> {
  try {
    return await store.transaction(async (stores) => {
      const result = await work(stores);
      if (mayUnseat(result) && !(await stores.lifecycle.hasAdministrator())) throw new Unadministered();
      return result;
    });
  } catch (error) {
    if (!(error instanceof Unadministered)) throw error;
  }
  // A tenant that was imported without an administrator stays usable. Hardly any is, so a look before comes last.
  return store.transaction(async (stores) => {
    const isAdministered = await stores.lifecycle.hasAdministrator();
    const result = await work(stores);
    if (isAdministered && !(await stores.lifecycle.hasAdministrator())) throw refusal('lastAdministrator');
    return result;
  });
}
