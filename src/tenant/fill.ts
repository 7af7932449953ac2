import type { Choices } from '../entities/picklists';
import { resource, storedFields, type ResourceField } from '../entities/resource';
import { TimeZone } from '../entities/time-zone';
import { secretFields } from '../entities/index';
import { sentence, type Refusal } from '../refusals/refusal';
import type { WorkRecord } from '../store/people/record-store';
import type { InternalCost } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { addResource } from '../updates/add-resource';
import { checkContext, type CheckContext } from '../updates/checks';
import type { NewPassword } from '../updates/resource-checks';
import { isPassword, passwordViolation } from '../passwords/rules';
import { fillDeclared } from './fill-declared';
import { fillLists } from './fill-lists';
import { chosenValue } from './picklist-choice';
import { suggestion } from '../input/suggestion';
import type { ResourceDocument, TenantDocument } from './document';
import { expectedForm } from './expected-form';
import { Problems } from './problems';

/** Hashes passwords of a file; null: the hash is yet to be made, and what is added is rolled back. */
export interface PasswordHasher {
  hash(password: string): Promise<string | null>;
}

/** Fills a new database with a tenant. Throws an ImportError with the problems of its resources, or of what belongs to them. */
export async function fillTenant(
  stores: Stores,
  document: TenantDocument,
  hasher: PasswordHasher,
): Promise<void> {
  await stores.tenant.create(document);
  const problems = new Problems();
  const adder = await ResourceAdder.of(stores, hasher, problems);
  for (const [index, one] of document.resources.entries()) {
    await adder.add(one, () => `resources[${index}] (UserName ${one.UserName ?? ''})`);
  }
  problems.require();
  await fillLists(stores, document, (list, index) => `${list}[${index}]`);
  await fillRecords(stores, document, (index) => `records[${index}]`);
  await fillDeclared(stores, document.entities ?? [], (entity, row) =>
    row === undefined ? `entities[${entity}]` : `entities[${entity}].rows[${row}]`,
  );
}

/** The built-in record types. */
export const RECORD_TYPES: readonly string[] = [
  'Ticket',
  'Task',
  'Project',
  'Opportunity',
  'Account',
  'Contact',
  'Appointment',
];

/** Adds the records of existing resources. Throws an ImportError; `placeOf`: the place of a record in the file. */
export async function fillRecords(
  { records, resources }: Stores,
  { recordTypes = [], records: documents = [] }: Pick<TenantDocument, 'recordTypes' | 'records'>,
  placeOf: (index: number) => string,
): Promise<void> {
  const types = new Set([...RECORD_TYPES, ...recordTypes]);
  for (const type of types) await records.addType(type);
  const problems = new Problems();
  for (const [index, document] of documents.entries()) {
    const { type, owner, responsible = owner } = document;
    const place = placeOf(index);
    const [ownerId, responsibleId] = [await resources.idOf(owner), await resources.idOf(responsible)];
    if (!types.has(type)) {
      problems.add({
        place,
        sentence: sentence('recordTypeUnknown', { type, hint: suggestion(type, [...types]) }),
      });
    } else if (ownerId === undefined || responsibleId === undefined) {
      const resource = ownerId === undefined ? owner : responsible;
      problems.add({ place, sentence: sentence('resourceUnknown', { resource }) });
    } else {
      await records.add({ type, ...timesOf(document), title: document.title, ownerId, responsibleId });
    }
  }
  problems.require();
}

function timesOf({
  createdAt,
  closedAt = null,
  updatedAt = closedAt ?? createdAt,
}: NonNullable<TenantDocument['records']>[number]): Pick<WorkRecord, 'createdAt' | 'closedAt' | 'updatedAt'> {
  return { createdAt, closedAt, updatedAt };
}

/** The place of a resource in a file, or of one of its values. */
export type PlaceOf = (field?: string) => string;

/** Adds resources of a file to a database that has its tenant. */
export class ResourceAdder {
  readonly #stores: Stores;
  readonly #hasher: PasswordHasher;
  readonly #problems: Problems;
  readonly #strongPasswords: boolean;
  readonly #context: CheckContext;
  readonly #choices: Choices;

  private constructor(
    stores: Stores,
    hasher: PasswordHasher,
    problems: Problems,
    strongPasswords: boolean,
    context: CheckContext,
    choices: Choices,
  ) {
    this.#stores = stores;
    this.#hasher = hasher;
    this.#problems = problems;
    this.#strongPasswords = strongPasswords;
    this.#context = context;
    this.#choices = choices;
  }

  static async of(stores: Stores, hasher: PasswordHasher, problems: Problems): Promise<ResourceAdder> {
    const { timeZone, strongPasswords } = await stores.tenant.read();
    const settings = { timeZone: new TimeZone(timeZone), emptyElements: 'error' } as const;
    const context = await checkContext(stores, settings, undefined);
    const choices = await stores.tenant.choices(resource);
    return new ResourceAdder(stores, hasher, problems, strongPasswords, context, choices);
  }

  /** Adds a resource, or collects its problems, except those of columns that the whole file lacks. */
  async add(
    document: ResourceDocument,
    placeOf: PlaceOf,
    absent: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const id = document.id ?? (await this.#stores.resources.nextId());
    const { sent, refused } = this.#sentValues({ ...document, id });
    const violation = await addResource(
      this.#stores,
      this.#context,
      sent,
      async () => ({
        emailVerified: document.emailVerified ?? false,
        internalCosts: internalCostsOf(document),
        passwordHash: document.passwordHash ?? (await this.#hash(document.Password)),
        deletedAt: document.deletedAt ?? null,
        redactedAt: document.redactedAt ?? null,
      }),
      this.#newPassword(document),
      copiedStateOf(document),
    );
    // A text that is neither value nor label fails the checks, too; this refusal is the better one.
    const values: Readonly<Record<string, unknown>> = document;
    for (const [field, refusal] of new Map<string, Refusal>([...(violation?.byField ?? []), ...refused])) {
      if (refusal.code === 'requiredFieldMissing' && absent.has(field)) continue;
      const value = secretFields.has(field) ? undefined : values[field];
      this.#problems.add({
        place: placeOf(field),
        sentence: refusal.message,
        value,
        expected: expectedForm(refusal.code, { field, value, choices: this.#choices }),
      });
    }
  }

  /** The stored fields as text, with labels replaced by values, and the refusals of unknown values. */
  #sentValues(document: ResourceDocument): {
    readonly sent: ReadonlyMap<string, string | null>;
    readonly refused: ReadonlyMap<ResourceField, Refusal>;
  } {
    const refused = new Map<ResourceField, Refusal>();
    const sent = new Map<string, string | null>();
    for (const { name, type } of storedFields) {
      const value = document[name] ?? null;
      const text = value === null ? null : String(value);
      const choices = this.#choices[name];
      const chosen = text && choices ? chosenValue(text, name, choices) : text;
      if (typeof chosen === 'string' || chosen === null) {
        sent.set(
          name,
          chosen && type === 'boolean' ? (WORDS[chosen.trim().toLowerCase()] ?? chosen) : chosen,
        );
      } else {
        refused.set(name, chosen);
        sent.set(name, text);
      }
    }
    return { sent, refused };
  }

  #newPassword({ Password: password }: ResourceDocument): NewPassword | undefined {
    if (!isPassword(password)) return undefined;
    return { violation: passwordViolation(password, this.#strongPasswords), hash: undefined };
  }

  /** Skipped after a problem, as hashing is slow and the file is refused anyway. */
  async #hash(password: string | null | undefined): Promise<string | null> {
    return isPassword(password) && this.#problems.count === 0 ? this.#hasher.hash(password) : null;
  }
}

/** The words for true and false in lists of people; Status is the label of Active. */
const WORDS: Readonly<Record<string, string>> = {
  yes: 'true',
  no: 'false',
  active: 'true',
  inactive: 'false',
};

function copiedStateOf({ deletedAt, redactedAt }: ResourceDocument): 'redacted' | 'deleted' | undefined {
  if (redactedAt) return 'redacted';
  return deletedAt ? 'deleted' : undefined;
}

function internalCostsOf({
  InternalCost: amount,
  internalCosts = [],
}: ResourceDocument): readonly InternalCost[] {
  return amount === undefined ? internalCosts : [{ from: null, to: null, amount }];
}
