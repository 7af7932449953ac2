// Adds the roles, departments and skills of resources that a tenant lists, once the resources are there.
import { storedFieldsOf, type Entity, type FieldValue } from '../entities/field';
import { entities, findEntity, isOfResources, listedEntities, type EntityLists } from '../entities/index';
import { picklistOf, type Picklists } from '../entities/picklists';
import { resource } from '../entities/resource';
import { refusal, type Refusal } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { Problems } from './problems';

/** The place of an item of a list in its file. */
export type PlaceOfItem = (list: string, index: number) => string;

type Values = Readonly<Record<string, FieldValue>>;

/** The ids of the entities of each type, by its name. */
type Ids = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Adds the rows of resources, and makes their default roles agree. A row that is referred to must exist, active or not.
 * Throws an ImportError.
 */
export async function fillLists(stores: Stores, lists: EntityLists, placeOf: PlaceOfItem): Promise<void> {
  const problems = new Problems();
  const picklists = await stores.tenant.picklists();
  const ids = new Map<string, ReadonlySet<number>>();
  for (const entity of entities) ids.set(entity.name, await stores.listedEntities.ids(entity));
  for (const entity of listedEntities) {
    const list: readonly Values[] = lists[entity.list];
    const seconds = secondsOf(entity);
    for (const [index, values] of list.entries()) {
      const refused = unknownIn(entity, values, ids, picklists) ?? seconds(values);
      if (refused) problems.add({ place: placeOf(entity.list, index), sentence: refused.message });
    }
  }
  problems.require();
  await stores.listedEntities.add(lists, listedEntities.filter(isOfResources));
  await stores.roles.giveDefault();
  await stores.roles.followDefault();
}

/** The refusal of a reference to a row that does not exist, or of a value that its picklist lacks. */
function unknownIn(entity: Entity, values: Values, ids: Ids, picklists: Picklists): Refusal | undefined {
  for (const field of storedFieldsOf(entity)) {
    const value = values[field.name] ?? null;
    if (value === null) continue;
    const others = findEntity(entities, field.reference ?? '');
    if (others && !ids.get(others.name)?.has(Number(value))) {
      return refusal('referenceUnknown', { field: field.name, entity: others.name });
    }
    const isListed = picklistOf(field, picklists).some((choice) => choice.value === String(value));
    if (field.picklist !== null && !isListed) {
      return refusal('picklistValueUnknown', { value: String(value), field: field.name });
    }
  }
  return undefined;
}

/** Refuses a second default row of a resource. */
function secondsOf(entity: Entity): (values: Values) => Refusal | undefined {
  const owner = entity.fields.find(({ reference }) => reference === resource.name)?.name;
  const exclusive = entity.fields.find((field) => field.exclusive)?.name;
  const seen = new Set<FieldValue | undefined>();
  return (values) => {
    if (owner === undefined || exclusive === undefined || values[exclusive] !== true) return undefined;
    const id = values[owner];
    if (seen.has(id)) return refusal('secondDefault', { resource: String(id), field: exclusive });
    seen.add(id);
    return undefined;
  };
}
