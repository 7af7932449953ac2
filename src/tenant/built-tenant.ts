import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Hasher } from '../passwords/hasher';
import { ROOT } from '../config/package-files';
import { SCHEMA_FILE, Store } from '../store/store';
import { DEMO_FILE, demoTenant } from './demo-tenant';
import { fillTenant } from './fill';
import type { Seed } from './seed';

/**
 * The bytes of a data file with the demo tenant, made when the package was built, as filling a new one takes half of a
 * start. Undefined for another seed, and where the demo tenant or the schema changed since the build.
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

/** The name has a digest of the demo tenant and the schema. */
function builtFile(): string {
  const digest = createHash('sha256');
  for (const file of [SCHEMA_FILE, DEMO_FILE]) digest.update(readFileSync(file));
  return path.join(ROOT, 'dist', `demo-${digest.digest('hex').slice(0, 16)}.db`);
}
