import { existsSync, readFileSync, statSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { ConfigError } from '../input/config-error';
import { Hasher } from '../passwords/hasher';
import { readAnswers } from '../replay/answers';
import { byList } from '../entities/index';
import { byPlainList } from '../entities/picklists';
import { isDatabaseUrl, shownPlace } from '../config/database-url';
import { DataFileError } from '../store/data-file-error';
import { Store } from '../store/store';
import { reasonOf } from '../input/system-error';
import { missingParts, readCaptured, type Captured } from '../tenant/captured-tenant';
import type { TenantDocument } from '../tenant/document';
import { emptyTenant, NONE_OF_RESOURCES, type TenantNames } from '../tenant/empty-tenant';
import { fillLists } from '../tenant/fill-lists';
import { demoTenant } from '../tenant/demo-tenant';
import { fillTenant } from '../tenant/fill';
import { addRows, addTenant, readImportFile, type ImportOptions, type TableFile } from '../tenant/import';
import { HashesAhead, HashesMissing } from '../tenant/hashes-ahead';
import type { JsonFile } from '../tenant/read-json';
import { isPassword } from '../passwords/rules';
import { newFileNotice } from './new-file-notice';
import { newDataFile } from './new-data-file';
import { Progress } from './progress';

/** The flags of `atws import`. */
export interface ImportFlags {
  readonly data: string;
  readonly empty?: true;
  readonly domain?: string;
  readonly trackingIdentifier?: string;
  readonly administrators: readonly string[];
  readonly password: readonly string[];
  readonly encoding?: string;
}

type Content = JsonFile | TableFile | CapturedFile;

interface CapturedFile extends Captured {
  readonly kind: 'captured';
  /** The domain and tracking identifier in the captures. */
  readonly names: TenantNames;
}

/** Imports a file into a data file: all of it, or nothing. `bcryptCost`: that of passwords. */
export async function importFile(file: string, flags: ImportFlags, bcryptCost: number): Promise<void> {
  const passwords = new Map(flags.password.map(passwordOf));
  const content = await contentOf(file, flags);
  const isNew = !isDatabaseUrl(flags.data) && !existsSync(flags.data);
  requireConsistent(content, isNew, flags);
  const hasher = new Hasher(bcryptCost);
  const progress = new Progress('Resources', content.count);
  const options = {
    hasher,
    passwords,
    added: () => {
      progress.step();
    },
  };
  try {
    const count = isNew
      ? await newDataFile(flags.data, (unfinished) => intoNew(unfinished, content, flags, options))
      : await intoExisting(flags.data, content, options, progress);
    progress.stop();
    const from = file === '-' ? 'standard input' : file;
    const what = count === 1 ? `1 resource from ${from} is` : `${count} resources from ${from} are`;
    process.stdout.write(`${what} in ${shownPlace(flags.data)} now.\n`);
    if (content.kind === 'captured')
      process.stdout.write(content.notes.map((note) => `  ${note}\n`).join(''));
    if (isNew) process.stdout.write(await newFileNotice(flags.data, content.kind));
  } finally {
    progress.stop();
    await hasher.close();
  }
}

function passwordOf(pair: string): readonly [userName: string, password: string] {
  const equals = pair.indexOf('=');
  const password = pair.slice(equals + 1);
  if (equals < 1 || !isPassword(password)) throw new ConfigError('--password takes USER=PASSWORD.');
  return [pair.slice(0, equals).replace(/@.*$/, ''), password];
}

async function contentOf(file: string, flags: ImportFlags): Promise<Content> {
  if (file === '-') return readImportFile('standard input', await buffer(process.stdin), flags.encoding);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new DataFileError(`There is no file ${file} to import.`);
  if (found.isDirectory()) return captured(file, flags);
  const bytes = bytesOf(file);
  return isCapture(file, bytes) ? captured(file, flags) : readImportFile(file, bytes, flags.encoding);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new DataFileError(`The file ${file} cannot be read: ${reasonOf(error) ?? String(error)}.`);
  }
}

/** Whether a file is a capture: a HAR by its name, XML or HTTP headers by its start. */
function isCapture(file: string, bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 200).replaceAll('\0', '');
  return /\.har$/i.test(file) || /^(?:\xff\xfe|\xfe\xff|\xef\xbb\xbf)?\s*(?:<|HTTP\/)/.test(start);
}

function captured(place: string, { administrators }: ImportFlags): CapturedFile {
  const answers = readAnswers(place);
  const only = (names: ReadonlySet<string>): string | undefined =>
    names.size === 1 ? [...names][0] : undefined;
  return {
    kind: 'captured',
    ...readCaptured(answers, administrators, place),
    names: { domain: only(answers.domains), trackingIdentifier: only(answers.trackingIdentifiers) },
  };
}

/** Throws a ConfigError for flags that contradict each other, the file or the data file. */
function requireConsistent(content: Content, isNew: boolean, flags: ImportFlags): void {
  const { data, empty, domain, trackingIdentifier, administrators } = flags;
  if (content.kind === 'tenant' && !isNew) {
    throw new DataFileError(
      `${shownPlace(data)} has a tenant already: name a new file with --data, or import resources only.`,
    );
  }
  if (empty && !isNew)
    throw new ConfigError(`${shownPlace(data)} exists already; --empty is for a new data file.`);
  if ((domain ?? trackingIdentifier) !== undefined && !(isNew && startsEmpty(content, flags))) {
    throw new ConfigError(
      '--domain and --tracking-identifier are for a new data file that starts with --empty or with captured answers.',
    );
  }
  requireDomain(domain);
  if (administrators.length > 0 && content.kind !== 'captured') {
    throw new ConfigError('--administrators is for captured answers, which do not tell what levels may do.');
  }
}

function requireDomain(domain = 'example.com'): void {
  if (!/^[^\s@]+$/.test(domain)) {
    throw new ConfigError(`--domain must be a domain such as example.com, not ${domain}.`);
  }
}

function startsEmpty({ kind }: Content, { empty }: ImportFlags): boolean {
  return kind === 'captured' || (kind === 'resources' && empty === true);
}

/** Fills a new data file with the tenant of the file, or with a start tenant and the content of the file. */
async function intoNew(
  unfinished: string,
  content: Content,
  flags: ImportFlags,
  options: ImportOptions,
): Promise<number> {
  let count = 0;
  const store = await Store.open(unfinished, async (stores) => {
    if (content.kind === 'tenant') {
      count = await addTenant(stores, content.tenant, content, options);
    } else {
      await fillTenant(stores, startOf(content, flags), options.hasher);
      count = await addRows(stores, content.rows, options);
      await fillLists(stores, content.kind === 'captured' ? content.parts : NO_LISTS, placeInCapture);
    }
  });
  await store.close();
  return count;
}

const NO_LISTS = byList(() => []);

function placeInCapture(list: string, index: number): string {
  return `${list}[${index}]`;
}

/** The start tenant. For captured answers it is never the demo tenant, whose ids and rights would mix with theirs. */
function startOf(content: TableFile | CapturedFile, flags: ImportFlags): TenantDocument {
  const { empty, domain, trackingIdentifier } = flags;
  if (content.kind === 'resources') return empty ? emptyTenant({ domain, trackingIdentifier }) : demoTenant();
  const { names, parts } = content;
  return {
    ...emptyTenant({
      domain: domain ?? names.domain,
      trackingIdentifier: trackingIdentifier ?? names.trackingIdentifier,
    }),
    ...parts,
    securityLevels: [...parts.securityLevels],
    ...byPlainList((list) => [...parts[list]]),
    // They are added behind the resources.
    ...NONE_OF_RESOURCES,
  };
}

/** Hashes passwords between two runs of the transaction, so that a server on the data file goes on writing. */
async function intoExisting(
  data: string,
  content: Content,
  options: ImportOptions & { readonly hasher: Hasher },
  progress: Progress,
): Promise<number> {
  const hashes = new HashesAhead(options.hasher);
  const store = await Store.open(data, async () => {
    throw new DataFileError(`There is nothing in ${shownPlace(data)}; remove it, and it is made anew.`);
  });
  const run = (): Promise<number> =>
    store.transaction(async (stores) => {
      const parts =
        content.kind === 'captured' ? missingParts(content.parts, await stores.tenant.whole()) : undefined;
      if (parts) await stores.tenant.extend(parts);
      const count = await addRows(stores, content.rows, { ...options, hasher: hashes });
      await fillLists(stores, parts ?? NO_LISTS, placeInCapture);
      hashes.endRun();
      return count;
    });
  try {
    for (;;) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof HashesMissing)) throw error;
        progress.restart();
        await hashes.make(options.added);
        progress.restart();
      }
    }
  } finally {
    await store.close();
  }
}
