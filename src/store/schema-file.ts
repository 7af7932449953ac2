import path from 'node:path';
import { ROOT } from '../config/package-files';

/** The only place where tables are defined. */
export const SCHEMA_FILE = path.join(ROOT, 'schema.sql');
