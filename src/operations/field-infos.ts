import type { Entity, Field } from '../entities/field';
import { picklistOf, type Picklists, type PicklistValue } from '../entities/picklists';
import { CacheableAnswer } from './cacheable-answer';

/** A cache of the answers of GetFieldInfo; an answer is made anew when the tenant's picklists have changed. */
export class FieldInfos {
  readonly #userDefined = new WeakMap<Entity, CacheableAnswer<readonly FieldInfo[]>>();
  readonly #cache = new WeakMap<
    Entity,
    { readonly picklists: Picklists; readonly infos: CacheableAnswer<readonly FieldInfo[]> }
  >();

  of(entity: Entity, picklists: Picklists): CacheableAnswer<readonly FieldInfo[]> {
    const cached = this.#cache.get(entity);
    if (cached?.picklists === picklists) return cached.infos;
    const infos = new CacheableAnswer(
      entity.fields.map((field) => fieldInfo(field, picklistOf(field, picklists))),
    );
    this.#cache.set(entity, { picklists, infos });
    return infos;
  }

  /** The answer of getUDFInfo: no user-defined field has a picklist of the tenant. */
  userDefined(entity: Entity): CacheableAnswer<readonly FieldInfo[]> {
    const infos =
      this.#userDefined.get(entity) ??
      new CacheableAnswer(entity.userDefinedFields.map((field) => fieldInfo(field, ownValues(field))));
    this.#userDefined.set(entity, infos);
    return infos;
  }
}

function ownValues({ picklist }: Field): readonly PicklistValue[] {
  return typeof picklist === 'string' ? [] : (picklist ?? []);
}

/** A field in the answer of GetFieldInfo. */
export interface FieldInfo {
  readonly Name: string;
  readonly Label: string;
  readonly Type: string;
  readonly Length: number;
  readonly IsRequired: boolean;
  readonly IsReadOnly: boolean;
  readonly IsQueryable: boolean;
  readonly IsReference: boolean;
  readonly ReferenceEntityType: string;
  readonly IsPickList: boolean;
  readonly PicklistValues?: readonly PickListValue[];
  readonly PicklistParentValueField: string;
  readonly IsSupportedWebhookField: boolean;
}

interface PickListValue {
  readonly Value: string;
  readonly Label: string;
  readonly IsDefaultValue: boolean;
  readonly SortOrder: number;
  readonly parentValue?: string;
  readonly IsActive: boolean;
  readonly IsSystem: boolean;
}

/** Description and DefaultValue are null in every recorded answer, so they are left out. */
function fieldInfo(field: Field, values: readonly PicklistValue[]): FieldInfo {
  return {
    Name: field.name,
    Label: field.label,
    Type: field.type,
    Length: field.length,
    IsRequired: field.required,
    IsReadOnly: field.readOnly,
    IsQueryable: field.queryable,
    IsReference: field.reference !== null,
    ReferenceEntityType: field.reference ?? '',
    IsPickList: field.picklist !== null,
    ...(field.picklist !== null && { PicklistValues: values.map(pickListValue) }),
    PicklistParentValueField: field.picklistParent ?? '',
    IsSupportedWebhookField: false,
  };
}

function pickListValue(
  { value, label, active, system, parent, isDefault }: PicklistValue,
  index: number,
): PickListValue {
  return {
    Value: value,
    Label: label,
    IsDefaultValue: isDefault === true,
    SortOrder: index + 1,
    ...(parent !== undefined && { parentValue: parent }),
    IsActive: active,
    IsSystem: system,
  };
}
