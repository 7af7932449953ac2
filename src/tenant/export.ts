// Writes a tenant as JSON or CSV.

import { secretFields } from '../entities/index';
import { byPlainList } from '../entities/picklists';
import { storedFields } from '../entities/resource';
import type { WorkRecord } from '../store/people/record-store';
import type { ResourceExtras, ResourceRecord } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { COLUMN_NAMES, type ColumnName } from './resource-columns';
import { csvRecord } from '../input/csv-cell';
import type { ResourceDocument, TenantDocument } from './document';
import { declaredDocuments } from './fill-declared';
import { RECORD_TYPES } from './fill';

/** The resources or records of one read. */
const PAGE = 500;

/** The tenant as a document. To be called in a transaction, for one consistent state. */
export async function exportTenant(
  stores: Stores,
  { withPasswordHashes }: { readonly withPasswordHashes: boolean },
): Promise<TenantDocument> {
  const userNames = new Map<number, string>();
  const resources: ResourceDocument[] = [];
  for await (const { record, extras } of storedResources(stores)) {
    userNames.set(record.id, record.UserName);
    resources.push(resourceDocumentOf(record, extras, withPasswordHashes));
  }
  const records = [];
  for await (const record of storedRecords(stores)) {
    const { type, title, ownerId, responsibleId, createdAt, updatedAt, closedAt } = record;
    const owner = userNames.get(ownerId) ?? '';
    records.push({
      type,
      title,
      owner,
      responsible: userNames.get(responsibleId) ?? owner,
      createdAt,
      updatedAt,
      closedAt,
    });
  }
  const tenant = await stores.tenant.whole();
  const entities = await declaredDocuments(stores);
  return {
    ...tenant,
    trackingIdentifiers: [...tenant.trackingIdentifiers],
    securityLevels: [...tenant.securityLevels],
    ...byPlainList((list) => [...tenant[list]]),
    resources,
    recordTypes: (await stores.records.types()).filter((type) => !RECORD_TYPES.includes(type)),
    records,
    ...(entities.length > 0 && { entities }),
  };
}

/** The columns without secrets, as tables are passed on. */
const CSV_COLUMNS = COLUMN_NAMES.filter((name) => !secretFields.has(name) && name !== 'passwordHash');

/** The resources as CSV, without secrets. To be called in a transaction, for one consistent state. */
export async function exportCsv(stores: Stores): Promise<string> {
  const records = [csvRecord(CSV_COLUMNS)];
  for await (const { record, extras } of storedResources(stores)) {
    const document = resourceDocumentOf(record, extras, false);
    records.push(csvRecord(CSV_COLUMNS.map((name) => cellOf(document[name]))));
  }
  return records.join('');
}

function cellOf(value: ResourceDocument[ColumnName]): string | number | boolean | null {
  if (value === undefined) return null;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

async function* storedResources({
  resources,
}: Stores): AsyncIterable<{ readonly record: ResourceRecord; readonly extras: Required<ResourceExtras> }> {
  for (let after = 0; ;) {
    const page = await resources.after(after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.record.id;
  }
}

async function* storedRecords({ records }: Stores): AsyncIterable<WorkRecord> {
  for (let after = 0; ;) {
    const page = await records.list({ after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** A resource without its empty members. An internal cost of every day is InternalCost, as in a spreadsheet. */
function resourceDocumentOf(
  record: ResourceRecord,
  { emailVerified, passwordHash, internalCosts, deletedAt, redactedAt }: Required<ResourceExtras>,
  withPasswordHashes: boolean,
): ResourceDocument {
  const fields = storedFields.map(({ name }) => [name, record[name]] as const);
  const [only, ...others] = internalCosts;
  const isEveryDay = only?.from === null && only.to === null && others.length === 0;
  return {
    ...Object.fromEntries(fields.filter(([, value]) => value !== null && value !== '')),
    ...(isEveryDay
      ? { InternalCost: only.amount }
      : internalCosts.length > 0 && { internalCosts: [...internalCosts] }),
    emailVerified,
    ...(withPasswordHashes && passwordHash !== null && { passwordHash }),
    ...(deletedAt !== null && { deletedAt }),
    ...(redactedAt !== null && { redactedAt }),
  };
}
