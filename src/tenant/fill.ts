import { readFileSync } from 'node:fs';
import path from 'node:path';
import { storedFields } from '../entities/resource';
import { TimeZone } from '../entities/time-zone';
import type { Hasher } from '../passwords/hasher';
import { refusal, type Refusal } from '../refusals';
import { ROOT } from '../root';
import type { InternalCost } from '../store/resource-store';
import type { Areas } from '../store/store';
import { addResource } from '../updates/add-resource';
import type { CheckContext } from '../updates/checks';
import { objectionToPassword } from '../updates/password-rules';
import type { ResourceDocument, TenantDocument } from './document';
import { ImportError } from './import-error';

export const DEMO_FILE = path.join(ROOT, 'fixtures', 'demo.json');

/** The demo tenant. Its file is held to the schema by a test: every first start would wait for that. */
export function demoTenant(): TenantDocument {
  return JSON.parse(readFileSync(DEMO_FILE, 'utf8')) as TenantDocument;
}

/** Fills a new database with a tenant. Throws an ImportError that names the first resource with something wrong. */
export async function fillTenant(areas: Areas, document: TenantDocument, hasher: Hasher): Promise<void> {
  await areas.tenant.create(document);
  const adder = await ResourceAdder.of(areas, hasher);
  for (const [index, one] of document.resources.entries()) {
    const objection = await adder.add(one);
    if (objection)
      throw new ImportError([`resources[${index}] (UserName ${one.UserName ?? ''}): ${objection.message}`]);
  }
  await fillRecords(areas, document);
}

/** The types of work every tenant has. */
export const RECORD_TYPES: readonly string[] = [
  'Ticket',
  'Task',
  'Project',
  'Opportunity',
  'Account',
  'Contact',
  'Appointment',
];

async function fillRecords(
  { records, resources }: Areas,
  { recordTypes = [], records: documents = [] }: TenantDocument,
): Promise<void> {
  const types = new Set<string>([...RECORD_TYPES, ...recordTypes]);
  for (const type of types) await records.addType(type);
  for (const [index, document] of documents.entries()) {
    const { type, title, owner, responsible, createdAt, closedAt = null } = document;
    const ownerId = await resources.idOf(owner);
    const responsibleId = await resources.idOf(responsible ?? owner);
    if (!types.has(type) || ownerId === undefined || responsibleId === undefined) {
      throw new ImportError([`records[${index}]: There is no such type, owner or responsible resource.`]);
    }
    const updatedAt = closedAt ?? createdAt;
    await records.add({ type, title, ownerId, responsibleId, createdAt, updatedAt, closedAt });
  }
}

/** Adds resources to a database that has its tenant. */
export class ResourceAdder {
  readonly #areas: Areas;
  readonly #hasher: Hasher;
  readonly #strongPasswords: boolean;
  readonly #context: CheckContext;

  private constructor(areas: Areas, hasher: Hasher, strongPasswords: boolean, context: CheckContext) {
    this.#areas = areas;
    this.#hasher = hasher;
    this.#strongPasswords = strongPasswords;
    this.#context = context;
  }

  static async of(areas: Areas, hasher: Hasher): Promise<ResourceAdder> {
    const { timeZone, strongPasswords } = await areas.tenant.read();
    return new ResourceAdder(areas, hasher, strongPasswords, {
      timeZone: new TimeZone(timeZone),
      picklists: await areas.tenant.picklists(),
      resources: areas.resources,
      actorId: undefined,
      emptyElements: 'error',
    });
  }

  /** Adds a resource, or answers what is wrong with it. */
  async add(document: ResourceDocument): Promise<Refusal | undefined> {
    const { resources } = this.#areas;
    const objection = this.#passwordObjection(document);
    if (objection) return objection;
    const id = document.id ?? (await resources.nextId());
    if (await resources.has(id)) return refusal('idTaken', { id });
    return addResource(this.#areas, this.#context, sentValues({ ...document, id }), async () => ({
      emailVerified: document.emailVerified ?? false,
      internalCosts: internalCostsOf(document),
      passwordHash: document.passwordHash ?? (await this.#hash(document.Password)),
    }));
  }

  #passwordObjection({ Password }: ResourceDocument): Refusal | undefined {
    return Password === undefined ? undefined : objectionToPassword(Password, this.#strongPasswords);
  }

  async #hash(password: string | undefined): Promise<string | null> {
    return password === undefined ? null : this.#hasher.hash(password);
  }
}

function internalCostsOf({
  InternalCost: amount,
  internalCosts = [],
}: ResourceDocument): readonly InternalCost[] {
  return amount === undefined ? internalCosts : [{ from: null, to: null, amount }];
}

function sentValues(document: ResourceDocument): ReadonlyMap<string, string | null> {
  return new Map(
    storedFields.map(({ name }) => {
      const value = document[name] ?? null;
      return [name, value === null ? null : String(value)];
    }),
  );
}
