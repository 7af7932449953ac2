import * as nodeModule from 'node:module';

/** From Node 22 on, compiled code is kept from one run to the next. Imported first, for all that is loaded after. */
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();
