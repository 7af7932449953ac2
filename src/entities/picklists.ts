// Picklists and their values.
/** One value of a picklist, as GetFieldInfo reports it. */
export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly system: boolean;
  /** The value of the field's `picklistParent` under which it can be chosen; left out: under any. */
  readonly parent?: string;
  /** The value that forms begin with. */
  readonly isDefault?: true;
}

/** The picklists of a tenant whose values are no more than a name, and whether they can be chosen. */
export const PLAIN_LISTS = ['queues', 'skillCategories', 'skillLevels', 'holidaySets'] as const;

/** The name of such a list, in the file of a tenant and in the store. */
export type PlainList = (typeof PLAIN_LISTS)[number];

/** The picklists whose values a tenant defines. */
export type TenantList = 'securityLevels' | 'internalLocations' | PlainList;

/** The values of a picklist that is the same in every tenant, or the name of a tenant's list. */
export type Picklist = readonly PicklistValue[] | TenantList;

/** The picklists of a tenant. */
export type Picklists = Readonly<Record<TenantList, readonly PicklistValue[]>>;

/** The values of a field's picklist in a tenant; undefined without a picklist. */
export function picklistOf(
  { picklist }: { readonly picklist: Picklist | null },
  lists: Picklists,
): readonly PicklistValue[] {
  return typeof picklist === 'string' ? lists[picklist] : (picklist ?? []);
}

/** A value for each plain list, by name. */
export function byPlainList<T>(valueOf: (list: PlainList) => T): Readonly<Record<PlainList, T>> {
  return Object.fromEntries(PLAIN_LISTS.map((list) => [list, valueOf(list)])) as Record<PlainList, T>;
}

/** The values that the fields of an entity can be set to, by field name: of picklists and of references. */
export type Choices<N extends string = string> = Readonly<Partial<Record<N, readonly PicklistValue[]>>>;

/** A picklist that is the same in every tenant. */
export function values(
  ...pairs: readonly (readonly [value: string, label: string])[]
): readonly PicklistValue[] {
  return pairs.map(([value, label]) => ({ value, label, active: true, system: false }));
}

/** A picklist whose values are their own labels. */
export function ownLabels(...names: readonly string[]): readonly PicklistValue[] {
  return values(...names.map((name) => [name, name] as const));
}
