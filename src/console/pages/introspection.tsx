import type { FC } from 'hono/jsx';
import { getEntityInfo } from '../../operations/get-entity-info';
import type { FieldInfo } from '../../operations/field-infos';
import { getFieldInfo } from '../../operations/get-field-info';
import { callBy } from '../frame/call';
import { chosenEntity, EntityTabs } from '../frame/entity-tabs';
import { View, type Page } from '../frame/page';
import { Facts, Table } from '../frame/parts';

/** What getEntityInfo and GetFieldInfo tell, for people. */
export const INTROSPECTION: readonly Page[] = [
  {
    method: 'get',
    path: '/introspection',
    audience: 'administrators',
    answer: async (context, { path, query, ...visit }) => {
      const { entities } = context;
      const entity = chosenEntity(entities, query.get('entity'));
      const call = callBy(visit, { psObjectType: entity.name });
      const infos = await getEntityInfo(context, call);
      const { answer: fields } = await getFieldInfo(context, call);
      return new View(
        'Introspection',
        <>
          <EntityTabs path={path} entities={entities} chosen={entity} />
          <h2>getEntityInfo</h2>
          <Facts
            of={infos
              .filter(({ Name }) => Name === entity.name)
              .flatMap((info) => Object.entries(info))
              .map(([name, value]: readonly [string, string | boolean]) => [name, String(value)])}
          />
          <h2>GetFieldInfo</h2>
          <Table
            caption={`The ${fields.length} fields of ${entity.name}`}
            columns={[
              'Name',
              'Label',
              'Type',
              'Length',
              'Required',
              'Read-only',
              'Queryable',
              'Reference',
              'Picklist',
            ]}
            rows={fields.map((field) => [
              <code>{field.Name}</code>,
              field.Label,
              field.Type,
              String(field.Length),
              mark(field.IsRequired),
              mark(field.IsReadOnly),
              mark(field.IsQueryable),
              field.ReferenceEntityType,
              field.PicklistValues && <Picklist name={field.Name} values={field.PicklistValues} />,
            ])}
          />
        </>,
      );
    },
  },
];

const Picklist: FC<{
  readonly name: string;
  readonly values: NonNullable<FieldInfo['PicklistValues']>;
}> = ({ name, values }) => (
  <details>
    <summary aria-label={`${values.length} values of ${name}`}>{`${values.length} values`}</summary>
    <ul class="values">
      {values.map(({ Value, Label, IsActive, IsSystem }) => (
        <li>
          <code>{Value}</code> {Label}
          {!IsActive && <span class="muted"> inactive</span>}
          {IsSystem && <span class="muted"> system</span>}
        </li>
      ))}
    </ul>
  </details>
);

function mark(holds: boolean): string {
  return holds ? 'yes' : '';
}
