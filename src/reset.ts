import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Hasher } from './passwords/hasher';
import { Store } from './store/store';
import { fillTenant } from './tenant/fill';
import type { TenantDocument } from './tenant/document';

/** Puts a store back to its seed. The seeded state is made once, so that each reset after it is quick. */
export class Resetter {
  readonly #store: Store;
  readonly #seed: () => Promise<TenantDocument>;
  readonly #hasher: Hasher;
  #folder: string | undefined;
  #image: Promise<string> | undefined;

  constructor(store: Store, seed: () => Promise<TenantDocument>, hasher: Hasher) {
    this.#store = store;
    this.#seed = seed;
    this.#hasher = hasher;
  }

  /** Takes the present state for that of the seed, which it is while a new store is untouched. */
  async keep(): Promise<void> {
    this.#image = this.#imageOf(this.#store);
    await this.#image;
  }

  async reset(): Promise<void> {
    this.#image ??= this.#makeImage();
    await this.#store.replaceBy(await this.#image);
  }

  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #makeImage(): Promise<string> {
    const seeded = await Store.open(undefined, async (areas) =>
      fillTenant(areas, await this.#seed(), this.#hasher),
    );
    const image = await this.#imageOf(seeded);
    await seeded.close();
    return image;
  }

  async #imageOf(store: Store): Promise<string> {
    this.#folder = mkdtempSync(path.join(os.tmpdir(), 'atws-seed-'));
    const image = path.join(this.#folder, 'seed.db');
    await store.copyTo(image);
    return image;
  }
}
