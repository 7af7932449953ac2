import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { placeIn, type Place, type StoreKind } from './emulator';

/** A store with the demo tenant for the tests of a suite, without a server. */
export function demoStore(where: StoreKind): () => Store {
  let place: Place;
  let store: Store;

  beforeAll(async () => {
    place = await placeIn(where);
    const hasher = new Hasher(4);
    store = await Store.open(place.data, (stores) => fillTenant(stores, demoTenant(), hasher));
    await hasher.close();
  });

  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  return () => store;
}
