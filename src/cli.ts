#!/usr/bin/env node
import * as nodeModule from 'node:module';

/** From Node 22 on, compiled code is kept from one run to the next: of what is loaded from here on. */
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

void import('./cli/program.js');
