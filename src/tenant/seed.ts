import { getNodeValue } from 'jsonc-parser';
import { ConfigError } from '../config';
import { JsonTextError, readJson } from '../json-text';
import { readTextFile } from '../file-text';
import type { TenantDocument } from './document';
import { ImportError } from './import-error';
import { demoTenant } from './fill';

/**
 * What a new store starts with: a file with a tenant (JSON, comments allowed), or the parts of a tenant that
 * differ from the demo tenant; left out, the demo tenant.
 */
export type Seed = string | { readonly [P in keyof TenantDocument]?: unknown };

/** The tenant of a seed. Throws an ImportError that says what is wrong with it. */
export async function readSeed(seed: Seed | undefined): Promise<TenantDocument> {
  if (seed === undefined) return demoTenant();
  const { tenantDocument } = await import('./document.js');
  const parsed = tenantDocument.safeParse(
    typeof seed === 'string' ? readFile(seed) : { ...demoTenant(), ...seed },
  );
  if (parsed.success) return parsed.data;
  throw new ImportError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

function readFile(file: string): unknown {
  try {
    return getNodeValue(readJson(readTextFile(file, 'The seed')));
  } catch (error) {
    if (error instanceof JsonTextError) {
      throw new ImportError([`${file}, line ${error.line}: ${error.message}.`]);
    }
    throw error instanceof ConfigError ? new ImportError([error.message]) : error;
  }
}
