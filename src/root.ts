import { readFileSync } from 'fs';
import path from 'path';

/** The folder of the package, with `wsdl/`, `schema.sql` and the like: seen from `src/` as from `dist/`, it is above. */
export const ROOT = path.join(__dirname, '..');

/** The version of the package. */
export const VERSION = versionOf(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

function versionOf(manifest: string): string {
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
