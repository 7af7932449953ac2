#!/usr/bin/env node
import * as nodeModule from 'module';
import { requireNode } from './config/installation';

/** The entry of the command. From Node 22 on, the compiled code of the modules loaded below is cached between runs. */
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
