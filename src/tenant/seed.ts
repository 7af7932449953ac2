import { readFileSync } from 'node:fs';
import { parse as parseJsonc, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { NotTextError, textOf } from '../file-text';
import type { TenantDocument } from './document';
import { ImportError } from './import-error';
import { demoTenant } from './fill';

/**
 * What a new store starts with: a file with a tenant (JSON, comments allowed), or the parts of a tenant that
 * differ from the demo tenant; left out, the demo tenant.
 */
export type Seed = string | { readonly [P in keyof TenantDocument]?: unknown };

/** The tenant of a seed. Throws an ImportError that says what is wrong with it. */
export async function readSeed(seed: Seed | undefined): Promise<TenantDocument> {
  if (seed === undefined) return demoTenant();
  const { tenantDocument } = await import('./document.js');
  const parsed = tenantDocument.safeParse(
    typeof seed === 'string' ? readFile(seed) : { ...demoTenant(), ...seed },
  );
  if (parsed.success) return parsed.data;
  throw new ImportError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

function readFile(file: string): unknown {
  let text: string;
  try {
    text = textOf(readFileSync(file));
  } catch (error) {
    if (error instanceof NotTextError) {
      throw new ImportError([
        `${file}, line ${error.line}: The file is not ${error.encoding.toUpperCase()} text.`,
      ]);
    }
    throw new ImportError([`The seed cannot be read: ${(error as Error).message}`]);
  }
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (!error) return value;
  const line = text.slice(0, error.offset).split('\n').length;
  throw new ImportError([`${file}, line ${line}: ${printParseErrorCode(error.error)}`]);
}
