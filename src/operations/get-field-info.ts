import type { Field } from '../entities/field';
import { findEntity } from '../entities/index';
import { picklists, type PicklistValue } from '../entities/picklists';
import { refusal } from '../refusals';
import type { Call, Service } from './operation';

/** GetFieldInfo: the fields of an entity, without user-defined ones, with their picklists. */
export async function getFieldInfo(service: Service, call: Call): Promise<readonly FieldInfo[]> {
  const entity = servedEntity(service, call.parameters.text('psObjectType'));
  const values: Readonly<Record<string, readonly PicklistValue[]>> = picklists(
    await service.store.tenant.picklists(),
  );
  return entity.fields.map((field) => fieldInfo(field, values[field.name] ?? []));
}

/** The entity of that name, if the contract declares it too; else a refusal. */
export function servedEntity(
  service: Pick<Service, 'entities'>,
  name: string | null,
): Service['entities'][number] {
  const entity = findEntity(service.entities, name ?? '');
  if (!entity) throw refusal('entityUnknown');
  return entity;
}

interface FieldInfo {
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
    IsPickList: field.picklist,
    ...(field.picklist && { PicklistValues: values.map(pickListValue) }),
    PicklistParentValueField: '',
    IsSupportedWebhookField: false,
  };
}

function pickListValue({ value, label, active, system }: PicklistValue, index: number): PickListValue {
  return {
    Value: value,
    Label: label,
    IsDefaultValue: false,
    SortOrder: index + 1,
    IsActive: active,
    IsSystem: system,
  };
}
