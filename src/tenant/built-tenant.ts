import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Hasher } from '../passwords/hasher';
import { ROOT } from '../config/package-files';
import { SCHEMA_FILE, Store } from '../store/store';
import { DEMO_FILE, demoTenant, fillTenant } from './fill';
import type { Seed } from './seed';

/**
 * The bytes of a data file with the tenant of a seed. That of the demo tenant was made when the package was built: to
 * check and add all that is in it would be half of a start. Undefined for every other seed, and when the demo tenant
 * or the schema is another one since.
 */
export function builtTenant(seed: Seed | undefined): Buffer | undefined {
  const file = builtFile();
  return seed === undefined && existsSync(file) ? readFileSync(file) : undefined;
}

/** Makes the data file for `builtTenant`. */
export async function buildDemo(): Promise<void> {
  const hasher = new Hasher(10);
  const store = await Store.open(undefined, (stores) => fillTenant(stores, demoTenant(), hasher));
  writeFileSync(builtFile(), await store.bytes());
  await store.close();
  await hasher.close();
}

/** It is named after what it is made of. */
function builtFile(): string {
  const digest = createHash('sha256');
  for (const file of [SCHEMA_FILE, DEMO_FILE]) digest.update(readFileSync(file));
  return path.join(ROOT, 'dist', `demo-${digest.digest('hex').slice(0, 16)}.db`);
}
