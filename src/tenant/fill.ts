import { readFileSync } from 'node:fs';
import path from 'node:path';
import { picklists } from '../entities/picklists';
import { storedFields } from '../entities/resource';
import { TimeZone } from '../entities/time-zone';
import type { Hasher } from '../passwords/hasher';
import type { ResourceRecord } from '../store/resource-store';
import type { Areas } from '../store/store';
import { objectionTo, type CheckContext, type Draft } from '../updates/checks';
import { tenantDocument, type ResourceDocument, type TenantDocument } from './document';

const DEMO_FILE = path.join(__dirname, '..', '..', 'fixtures', 'demo.json');

/** The demo tenant. */
export function demoTenant(): TenantDocument {
  return tenantDocument.parse(JSON.parse(readFileSync(DEMO_FILE, 'utf8')));
}

/** Fills a new database with a tenant. Throws an Error that names the first resource with something wrong. */
export async function fillTenant(areas: Areas, document: TenantDocument, hasher: Hasher): Promise<void> {
  await areas.tenant.create(document);
  const add = await resourceAdder(areas, document.timeZone, hasher);
  for (const [index, one] of document.resources.entries()) {
    const objection = await add(one);
    if (objection !== undefined) throw new Error(`resources[${index}] (id ${one.id}): ${objection}`);
  }
}

/** Adds resources to a database that has its tenant; answers what is wrong with one that was not added. */
export async function resourceAdder(
  areas: Areas,
  timeZone: string,
  hasher: Hasher,
): Promise<(document: ResourceDocument) => Promise<string | undefined>> {
  const context: CheckContext = {
    timeZone: new TimeZone(timeZone),
    picklists: picklists(await areas.tenant.picklists()),
    resources: areas.resources,
    emptyElements: 'error',
  };
  return async (document) => {
    const draft = draftOf(document);
    const objection = await objectionTo(draft, context);
    if (objection) return objection.message;
    if (await areas.resources.has(document.id)) return `The id ${document.id} is already in use.`;
    const { emailVerified, internalCosts, password } = document;
    const passwordHash =
      document.passwordHash ?? (password === undefined ? null : await hasher.hash(password));
    await areas.resources.insert(recordOf(draft), { emailVerified, internalCosts, passwordHash });
    return undefined;
  };
}

/** The owner of the data may set every field that is stored. */
function draftOf(document: ResourceDocument): Draft {
  const sent = new Map(
    storedFields.map(({ name }) => {
      const value = document[name] ?? null;
      return [name, value === null ? null : String(value)];
    }),
  );
  return { id: undefined, sent, fields: storedFields, values: new Map() };
}

/** After the checks, every field has a value of its type. */
function recordOf({ values }: Draft): ResourceRecord {
  return Object.fromEntries(values) as unknown as ResourceRecord;
}
