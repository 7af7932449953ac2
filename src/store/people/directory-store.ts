// Resources in lists: searched, filtered, sorted, paged, counted.
import { sql, type CompiledQuery, type RawBuilder } from 'kysely';
import { fold } from '../../entities/fold';
import { prefixEnd } from '../prefix-end';
import { build } from '../build';
import type { Answers, Dialect, Executor } from '../engine';
import type { ResourceSummary } from './lifecycle-store';
import type { Tables } from '../tables';

/** A resource as a list of people shows it. */
export interface DirectoryEntry extends Omit<ResourceSummary, 'systemAdministrator'> {
  readonly resourceType: string;
  /** Wall-clock text of the tenant's zone. */
  readonly hireDate: string;
}

type Column = keyof Tables['resources'];

/** The orders of the list, and their columns; each has an index. */
const ORDERS = {
  name: 'LastName_folded',
  userName: 'UserName_folded',
  email: 'Email_folded',
  hireDate: 'HireDate',
  id: 'id',
} as const satisfies Record<string, Column>;

export type DirectoryOrder = keyof typeof ORDERS;
export const DIRECTORY_ORDERS = Object.keys(ORDERS) as readonly DirectoryOrder[];

/** How a condition names a column. */
type Name = (column: Column) => RawBuilder<unknown>;
type Condition = (name: Name) => RawBuilder<boolean>;

const STATES = {
  active: (name) => sql<boolean>`${name('Active')} = 1`,
  inactive: (name) =>
    sql<boolean>`(${name('Active')} = 0 AND ${name('deleted_at')} IS NULL AND ${name('redacted_at')} IS NULL)`,
  deleted: (name) => sql<boolean>`${name('deleted_at')} IS NOT NULL`,
  redacted: (name) => sql<boolean>`${name('redacted_at')} IS NOT NULL`,
} as const satisfies Record<string, Condition>;

export type DirectoryState = keyof typeof STATES;
export const DIRECTORY_STATES = Object.keys(STATES) as readonly DirectoryState[];

/** Which part of the list is looked at. */
export interface DirectoryView {
  /** Words, each of which begins the first or last name, the user name or the e-mail address. */
  readonly search: string;
  readonly state: DirectoryState | undefined;
  /** False: without those who were deleted. */
  readonly deleted?: false;
  readonly resourceType: string | undefined;
  readonly licenseType: number | undefined;
  readonly order: DirectoryOrder;
  readonly descending: boolean;
  /** Only what comes after the resource of this id, or what comes before it. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** A page of the list, and the ids to go on from; undefined where there is nothing more on that side. */
export interface DirectoryPage {
  readonly entries: readonly DirectoryEntry[];
  readonly previous: number | undefined;
  readonly next: number | undefined;
}

/** Which resources are counted, among those that a search finds. */
export type DirectoryFilters = Pick<DirectoryView, 'state' | 'resourceType' | 'licenseType'>;

/** How many resources with filters there are. */
export type DirectoryCount = (filters: DirectoryFilters) => number;

/** Resources that no filter tells apart. */
interface Kind {
  /** 1 and 0, or true and false, as the database has them. */
  readonly isKept: unknown;
  readonly isNamed: unknown;
  readonly Active: number;
  readonly resourceType: string;
  readonly licenseType: number;
  readonly count: number;
}

/** More words than these narrow nothing down any more. */
const MOST_WORDS = 10;

/** Up to so many resources are sorted rather than looked for in their order. */
const FEW = 1500;

/** The most resources that are looked through for one page. Where that is not enough, the next page goes on. */
const MOST_LOOKED_THROUGH = 1500;

const SEARCHED = ['FirstName_folded', 'LastName_folded', 'UserName_folded', 'Email_folded'] as const;

/**
 * The list of resources, for people. No page of it takes long, however many resources there are: what few
 * resources satisfy is found by an index and sorted; else the list is looked through in its order, for a
 * while.
 */
export class DirectoryStore {
  readonly #executor: Executor;
  /** All resources, by kind. */
  readonly #kinds: Answers<'all', readonly Kind[]>;

  constructor(executor: Executor) {
    this.#executor = executor;
    this.#kinds = executor.cache(['resources'], { limit: 1 });
  }

  /** Counts what a search finds; undefined where it finds so many that it would take long. */
  async counter(search: string): Promise<DirectoryCount | undefined> {
    const conditions = wordsOf(search);
    const rarest = await this.#rarest(conditions);
    if (conditions.length > 0 && !rarest) return undefined;
    const kinds = rarest
      ? await this.#executor.all<Kind>(kindsOf(plainIn(this.#executor.dialect), conditions, rarest))
      : await this.#kinds.getOrRead('all', () => this.#executor.all<Kind>(allKinds));
    return (filters) =>
      kinds.filter((kind) => isOfKind(filters, kind)).reduce((sum, { count }) => sum + count, 0);
  }

  async page(view: DirectoryView): Promise<DirectoryPage> {
    const conditions = conditionsOf(view);
    const rarest = await this.#rarest(conditions);
    // A rare state is found at once by its index.
    const end = rarest ? undefined : await this.#executor.first(endOfStretch(view).compile());
    const plain = plainIn(this.#executor.dialect);
    const rows = await this.#executor.all(selection(view, plain, conditions, rarest, end?.id).compile());
    const entries = rows
      .slice(0, view.limit)
      .map(({ Active, ...same }) => ({ ...same, active: Active === 1 }));
    const onwards = rows.length > view.limit ? entries.at(-1)?.id : end?.id;
    // On the side one came from there is what one saw.
    const back = entries[0]?.id ?? view.before ?? view.after;
    return view.before === undefined
      ? { entries, previous: view.after === undefined ? undefined : back, next: onwards }
      : { entries: entries.reverse(), previous: onwards, next: back };
  }

  /** The condition that is true of the fewest resources, when these are few. */
  async #rarest(conditions: readonly Condition[]): Promise<Condition | undefined> {
    let rarest: Condition | undefined;
    let fewest = FEW;
    for (const condition of conditions) {
      const found = await this.#executor.first(
        build
          .selectFrom(
            build
              .selectFrom('resources as r')
              .select('r.id')
              .where(condition(indexed))
              .limit(fewest)
              .as('found'),
          )
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .compile(),
      );
      const count = found?.count ?? 0;
      if (count < fewest) [rarest, fewest] = [condition, count];
    }
    return rarest;
  }
}

/** A column by whose index rows may be found. */
const indexed: Name = (column) => sql.ref(`r.${column}`);

/** A column that is only looked at: no index of it is taken. */
function plainIn({ unindexed }: Dialect): Name {
  return (column) => sql`${sql.raw(unindexed)}${sql.ref(`r.${column}`)}`;
}

/** A condition for each word of a search. */
function wordsOf(search: string): readonly Condition[] {
  const words = fold(search).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  return words.map(
    (word) => (name) =>
      sql<boolean>`(${sql.join(
        SEARCHED.map((column) => beginsWith(name(column), word)),
        sql` OR `,
      )})`,
  );
}

function conditionsOf({
  search,
  state,
  deleted,
  resourceType,
  licenseType,
}: DirectoryView): readonly Condition[] {
  const conditions = [...wordsOf(search)];
  if (state !== undefined) conditions.push(STATES[state]);
  if (deleted === false) conditions.push((name) => sql<boolean>`${name('deleted_at')} IS NULL`);
  if (resourceType !== undefined) {
    conditions.push((name) => sql<boolean>`${name('ResourceType_folded')} = ${fold(resourceType)}`);
  }
  if (licenseType !== undefined) {
    conditions.push((name) => sql<boolean>`${name('LicenseType')} = ${licenseType}`);
  }
  return conditions;
}

function beginsWith(column: RawBuilder<unknown>, prefix: string): RawBuilder<boolean> {
  const end = prefixEnd(prefix);
  return end === undefined
    ? sql<boolean>`${column} >= ${prefix}`
    : sql<boolean>`(${column} >= ${prefix} AND ${column} < ${end})`;
}

const KINDS = build
  .selectFrom('resources as r')
  .select(({ fn }) => [
    sql`r.deleted_at IS NULL`.as('isKept'),
    sql`r.redacted_at IS NULL`.as('isNamed'),
    'r.Active',
    'r.ResourceType_folded as resourceType',
    'r.LicenseType as licenseType',
    fn.countAll<number>().as('count'),
  ])
  .groupBy([
    sql`r.deleted_at IS NULL`,
    sql`r.redacted_at IS NULL`,
    'r.Active',
    'r.ResourceType_folded',
    'r.LicenseType',
  ]);
const allKinds = KINDS.compile();

function kindsOf(plain: Name, conditions: readonly Condition[], rarest: Condition): CompiledQuery<Kind> {
  let query = KINDS.where('r.id', 'in', (ids) =>
    ids.selectFrom('resources as r').select('r.id').where(rarest(indexed)),
  );
  for (const condition of conditions) query = query.where(condition(plain));
  return query.compile();
}

const IS_OF_STATE: Readonly<Record<DirectoryState, (kind: Kind) => boolean>> = {
  active: ({ Active }) => Active === 1,
  inactive: ({ Active, isKept, isNamed }) => Active === 0 && Boolean(isKept) && Boolean(isNamed),
  deleted: ({ isKept }) => !isKept,
  redacted: ({ isNamed }) => !isNamed,
};

function isOfKind({ state, resourceType, licenseType }: DirectoryFilters, kind: Kind): boolean {
  return (
    (state === undefined || IS_OF_STATE[state](kind)) &&
    (resourceType === undefined || kind.resourceType === fold(resourceType)) &&
    (licenseType === undefined || kind.licenseType === licenseType)
  );
}

/** Which way a view is looked through: `>` is upwards, from the edge if there is one. */
function wayOf({ before, after, descending }: DirectoryView) {
  const isUpwards = descending === (before !== undefined);
  return isUpwards
    ? ({ edge: before ?? after, beyond: sql`>`, upTo: sql`<=`, direction: 'asc' } as const)
    : ({ edge: before ?? after, beyond: sql`<`, upTo: sql`>=`, direction: 'desc' } as const);
}

/** Compares the place of a resource in the order with that of another one. */
function compared(name: Name, column: Column, sign: RawBuilder<unknown>, id: number): RawBuilder<boolean> {
  return sql`(${name(column)}, ${name('id')}) ${sign} (SELECT ${sql.ref(column)}, id FROM resources WHERE id = ${id})`;
}

/** The last resource that is looked at for a page, when there are more. */
function endOfStretch(view: DirectoryView) {
  const { edge, beyond, direction } = wayOf(view);
  const column = ORDERS[view.order];
  const query = build
    .selectFrom('resources as r')
    .select('r.id')
    .orderBy(indexed(column), direction)
    .orderBy('r.id', direction)
    .limit(1)
    .offset(MOST_LOOKED_THROUGH - 1);
  return edge === undefined ? query : query.where(compared(indexed, column, beyond, edge));
}

/** The page, and one resource more if there is one. */
function selection(
  view: DirectoryView,
  plain: Name,
  conditions: readonly Condition[],
  rarest: Condition | undefined,
  end: number | undefined,
) {
  const { edge, beyond, upTo, direction } = wayOf(view);
  const column = ORDERS[view.order];
  const name = rarest ? plain : indexed;
  let query = build
    .selectFrom('resources as r')
    .select([
      'r.id',
      'r.UserName as userName',
      'r.FirstName as firstName',
      'r.LastName as lastName',
      'r.Email as email',
      'r.Active',
      'r.ResourceType as resourceType',
      'r.LicenseType as licenseType',
      'r.HireDate as hireDate',
      'r.redacted_at as redactedAt',
      'r.deleted_at as deletedAt',
    ])
    .orderBy(name(column), direction)
    .orderBy(name('id'), direction)
    .limit(view.limit + 1);
  for (const condition of conditions) query = query.where(condition(plain));
  if (edge !== undefined) query = query.where(compared(name, column, beyond, edge));
  if (end !== undefined) query = query.where(compared(name, column, upTo, end));
  if (!rarest) return query;
  return query.where('r.id', 'in', (ids) =>
    ids.selectFrom('resources as r').select('r.id').where(rarest(indexed)),
  );
}
