// The demo tenant.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../config/package-files';
import type { TenantDocument } from './document';

export const DEMO_FILE = path.join(ROOT, 'fixtures', 'demo.json');

/** The demo tenant. Its file is checked against the schema by a test, as a check here would slow every first start. */
export function demoTenant(): TenantDocument {
  return JSON.parse(readFileSync(DEMO_FILE, 'utf8')) as TenantDocument;
}
