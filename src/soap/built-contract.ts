import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../config/package-files';
import { readContract, type ComplexType, type Contract, type SimpleType } from './contract';

const BUILT_FILE = path.join(ROOT, 'dist', 'contract.json');

/** A contract as JSON, with a digest of its WSDL in place of the document. */
interface BuiltContract extends Pick<Contract, 'namespace' | 'operations'> {
  readonly digest: string;
  readonly types: readonly (readonly [string, ComplexType])[];
  readonly simpleTypes: readonly (readonly [string, SimpleType])[];
}

/**
 * The contract of a WSDL. That of the built-in WSDL was read when the package was built, as loading the `soap` package
 * and reading it takes half of a start.
 */
export async function contractOf(source: string): Promise<Contract> {
  const built = existsSync(BUILT_FILE)
    ? (JSON.parse(readFileSync(BUILT_FILE, 'utf8')) as BuiltContract)
    : undefined;
  if (built?.digest !== digestOf(source)) return readContract(source);
  const { namespace, operations, types, simpleTypes } = built;
  return { namespace, operations, types: new Map(types), simpleTypes: new Map(simpleTypes), source };
}

/** Reads the contract of a WSDL and writes it to `dist/` for `contractOf`. */
export async function buildContract(source: string): Promise<void> {
  const { namespace, operations, types, simpleTypes } = await readContract(source);
  const built: BuiltContract = {
    digest: digestOf(source),
    namespace,
    operations,
    types: [...types],
    simpleTypes: [...simpleTypes],
  };
  writeFileSync(BUILT_FILE, JSON.stringify(built));
}

function digestOf(source: string): string {
  return createHash('sha256').update(source).digest('hex');
}
