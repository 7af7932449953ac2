#!/usr/bin/env node
import * as nodeModule from 'module';
import { requireNode } from './config/installation';

/** From Node 22 on, compiled code is kept from one run to the next: of what is loaded from here on. */
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown };

try {
  requireNode();
  if (enableCompileCache) enableCompileCache();
  void import('./cli/program.js').then(({ main }) => {
    main();
  });
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`atws: ${(error as Error).message}\n`);
}
