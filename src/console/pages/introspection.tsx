// Entity types with their fields, marks and picklists.
import type { FC } from 'hono/jsx';
import { getEntityInfo } from '../../operations/get-entity-info';
import type { FieldInfo } from '../../operations/field-infos';
import { getFieldInfo } from '../../operations/get-field-info';
import { getUDFInfo } from '../../operations/get-udf-info';
import { CONSOLE_PATH } from '../../http/paths';
import { address } from '../frame/address';
import { callBy } from '../frame/call';
import { Badge, Empty } from '../frame/callout';
import { chosenEntity } from '../frame/chosen-entity';
import { SearchInput } from '../frame/fields';
import { Hidden } from '../frame/form';
import { Grid, type Column } from '../frame/grid';
import { Icon } from '../frame/icon';
import { Segment } from '../frame/menu';
import { View, type Page } from '../frame/page';
import { Copy, Facts, Link, Nothing } from '../frame/parts';

const PATH = '/introspection';

/** Some of the fields, by what they are marked with. */
const MARKS: Readonly<
  Record<string, { readonly label: string; readonly has: (field: FieldInfo) => boolean }>
> = {
  required: { label: 'Required', has: ({ IsRequired }) => IsRequired },
  readOnly: { label: 'Read-only', has: ({ IsReadOnly }) => IsReadOnly },
  picklist: { label: 'Picklist', has: ({ IsPickList }) => IsPickList },
  reference: { label: 'Reference', has: ({ IsReference }) => IsReference },
  notQueryable: { label: 'Not queryable', has: ({ IsQueryable }) => !IsQueryable },
};

/** The answers of getEntityInfo and GetFieldInfo, for people. */
export const INTROSPECTION: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async (context, { path, query, ...visit }) => {
      const entities = await context.entities();
      const entity = chosenEntity(entities, query.get('entity'));
      const call = callBy(visit, { psObjectType: entity.name });
      const infos = await getEntityInfo(context, call);
      const { answer: fields } = await getFieldInfo(context, call);
      const { answer: userDefined } = await getUDFInfo(context, callBy(visit, { psTable: entity.name }));
      const search = query.get('search')?.trim() ?? '';
      const [, mark] = Object.entries(MARKS).find(([name]) => name === query.get('fields')) ?? [];
      const found = fields.filter((field) => matches(field, search));
      const shown = mark ? found.filter(mark.has) : found;
      return new View(
        'Introspection',
        <>
          <Facts
            of={infos
              .filter(({ Name }) => Name === entity.name)
              .flatMap(({ Name: _name, ...info }) => Object.entries(info))
              .map(([name, value]: readonly [string, string | boolean]) => [name, String(value)])}
          />
          <form class="toolbar gap" role="search" action={CONSOLE_PATH + path}>
            <SearchInput label="Search fields" placeholder="Name, label or picklist value" value={search} />
            <Hidden values={[...query].filter(([name]) => name !== 'search')} />
            <Segment
              label="Fields"
              choices={[
                {
                  label: 'All',
                  to: address(path, query, { fields: undefined }),
                  isChosen: !mark,
                  count: found.length,
                },
                ...Object.entries(MARKS).map(([name, one]) => ({
                  label: one.label,
                  to: address(path, query, { fields: name }),
                  isChosen: mark === one,
                  count: found.filter(one.has).length,
                })),
              ]}
            />
          </form>
          {shown.length === 0 ? (
            <Empty>No field is like that.</Empty>
          ) : (
            <Grid caption={`The ${shown.length} fields of ${entity.name}`} columns={COLUMNS} rows={shown} />
          )}
          {userDefined.length > 0 && (
            <section>
              <h2>User-defined fields</h2>
              <Grid
                caption={`The user-defined fields of ${entity.name}`}
                columns={COLUMNS}
                rows={userDefined}
              />
            </section>
          )}
        </>,
        {
          lead: (
            <>
              As <code>getEntityInfo</code> and <code>GetFieldInfo</code> answer it to you.
            </>
          ),
          actions: (
            <Segment
              label="Entity"
              choices={entities.map((other) => ({
                label: other.name,
                to: address(path, query, { entity: other.name }),
                isChosen: other === entity,
                count: other.fields.length,
              }))}
            />
          ),
        },
      );
    },
  },
];

/** Whether a field has that text in its name or its label, or in a value that it can have; in any case. */
function matches({ Name, Label, PicklistValues }: FieldInfo, search: string): boolean {
  const wanted = search.toLowerCase();
  const texts = [Name, Label, ...(PicklistValues ?? []).flatMap(({ Value, Label: label }) => [Value, label])];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

const COLUMNS: readonly Column<FieldInfo>[] = [
  {
    head: 'Name',
    title: ({ Name }) => Name,
    cell: (field) => (
      <>
        <code>{field.Name}</code>
        <span class="sub">{inWords(field)}</span>
      </>
    ),
  },
  { head: 'Label', rank: 'mid', title: ({ Label }) => Label, cell: ({ Label }) => Label },
  {
    head: 'Type',
    width: 3,
    rank: 'mid',
    cell: ({ Type, Length }) => (
      <>
        {Type} {Length > 0 && <span class="muted">{`(${Length})`}</span>}
      </>
    ),
  },
  {
    head: 'Required',
    width: 2,
    rank: 'low',
    cell: ({ IsRequired }) => <Mark holds={IsRequired} name="required" />,
  },
  {
    head: 'Read-only',
    width: 2,
    rank: 'low',
    cell: ({ IsReadOnly }) => <Mark holds={IsReadOnly} name="read-only" />,
  },
  {
    head: 'Queryable',
    width: 2,
    rank: 'low',
    cell: ({ IsQueryable }) =>
      IsQueryable ? <Mark holds name="queryable" /> : <Badge tone="warn">no</Badge>,
  },
  {
    head: 'Reference',
    width: 2,
    rank: 'low',
    cell: ({ ReferenceEntityType }) =>
      ReferenceEntityType === '' ? (
        ''
      ) : (
        <Link to={`${PATH}?entity=${ReferenceEntityType}`}>{ReferenceEntityType}</Link>
      ),
  },
  {
    head: 'Picklist',
    width: 3,
    cell: ({ Name, PicklistValues }) => PicklistValues && <Picklist name={Name} values={PicklistValues} />,
  },
];

/** The text that narrow windows have in place of columns. */
function inWords({ Type, Length, IsRequired, IsReadOnly, IsQueryable }: FieldInfo): string {
  return [
    Length > 0 ? `${Type} (${Length})` : Type,
    IsRequired && 'required',
    IsReadOnly && 'read-only',
    !IsQueryable && 'not queryable',
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

const Mark: FC<{ readonly holds: boolean; readonly name: string }> = ({ holds, name }) =>
  holds ? (
    <span title={name}>
      <Icon name="check" />
      <span class="sr">{name}</span>
    </span>
  ) : null;

const Picklist: FC<{
  readonly name: string;
  readonly values: NonNullable<FieldInfo['PicklistValues']>;
}> = ({ name, values }) => (
  <>
    <button
      type="button"
      class="quiet bare"
      popovertarget={`p-${name}`}
      aria-label={`${values.length} values of ${name}`}
    >
      {`${values.length} values`}
      <Icon name="down" />
    </button>
    <div class="menu end" id={`p-${name}`} popover="auto">
      {values.length === 0 ? (
        <Nothing />
      ) : (
        <table>
          <caption class="sr">{`Values of ${name}`}</caption>
          <tbody>
            {values.map(({ Value, Label, IsActive, IsSystem }) => (
              <tr>
                <td>
                  <span class="line">
                    <code>{Value}</code>
                    <Copy label={`Copy ${Value}`} text={Value} />
                  </span>
                </td>
                <td>
                  {Label} {!IsActive && <Badge>inactive</Badge>} {IsSystem && <Badge>system</Badge>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  </>
);
