import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../src/config/package-files';
import { PAGES } from './pages';

/** `npm run docs`: writes the generated pages, and lists those that changed. */

for (const [name, made] of Object.entries(PAGES)) {
  const file = path.join(ROOT, name);
  const before = readFileSync(file, 'utf8');
  const now = made(before);
  if (now === before) continue;
  writeFileSync(file, now);
  console.log(`${name} is written anew.`);
}
