import path from 'node:path';

/** The folder of the package, with `wsdl/`, `schema.sql` and the like: seen from `src/` as from `dist/`, it is above. */
export const ROOT = path.join(__dirname, '..');
