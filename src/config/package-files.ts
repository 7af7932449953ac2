// The files that the package brings along.
import { existsSync, readFileSync } from 'fs';
import path from 'path';

/** The folder of the package, with `wsdl/`, `schema.sql` and the like. */
export const ROOT = packageFolder(__dirname);

/** A file of the built program. */
export function builtFile(name: string): string {
  return path.join(ROOT, 'dist', name);
}

/** The version of the package. */
export const VERSION = versionOf(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

function versionOf(manifest: string): string {
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** The nearest parent folder with a package.json, from `dist/` or from `src/config/`. */
function packageFolder(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : packageFolder(path.dirname(folder));
}
