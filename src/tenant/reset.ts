import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Hasher } from '../passwords/hasher';
import { Store } from '../store/store';
import { fillTenant } from './fill';
import type { TenantDocument } from './document';

/** Resets a store to its seed. The image of the seeded state is made once, so that further resets are quick. */
export class Resetter {
  readonly #store: Store;
  readonly #seed: () => Promise<TenantDocument>;
  readonly #hasher: Hasher;
  #seeded: Buffer | undefined;
  #folder: string | undefined;
  #image: Promise<string> | undefined;

  constructor(store: Store, seed: () => Promise<TenantDocument>, hasher: Hasher) {
    this.#store = store;
    this.#seed = seed;
    this.#hasher = hasher;
  }

  /** Takes the bytes of a data file for the state of the seed, which a new store is in while it is untouched. */
  keep(seeded: Buffer): void {
    this.#seeded = seeded;
  }

  async reset(): Promise<void> {
    this.#image ??= this.#makeImage();
    await this.#store.replaceBy(await this.#image);
  }

  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #makeImage(): Promise<string> {
    const bytes = this.#seeded ?? (await this.#fill());
    this.#folder = mkdtempSync(path.join(os.tmpdir(), 'atws-seed-'));
    const image = path.join(this.#folder, 'seed.db');
    writeFileSync(image, bytes, { mode: 0o600 });
    return image;
  }

  async #fill(): Promise<Buffer> {
    const store = await Store.open(undefined, async (stores) =>
      fillTenant(stores, await this.#seed(), this.#hasher),
    );
    try {
      return await store.bytes();
    } finally {
      await store.close();
    }
  }
}
