// The entities of every type but Resource: lists, and forms by their field tables.
import type { Child, FC } from 'hono/jsx';
import { isDeclared } from '../../entities/declared';
import type { Entity, Field, FieldValue } from '../../entities/field';
import { resource } from '../../entities/resource';
import { wireText } from '../../entities/wire-text';
import { picklistOf } from '../../entities/picklists';
import type { EmulatorContext } from '../../operations/emulator-context';
import { audienceOf } from '../../operations/query';
import { checkQuery } from '../../queryxml/check';
import { refusal } from '../../refusals/refusal';
import type { Values } from '../../store/entity-rows';
import type { SentEntity } from '../../updates/batch';
import { createEntities, deleteEntities, updateEntities } from '../../updates/write-entities';
import { address } from '../frame/address';
import { callBy } from '../frame/call';
import { Alert, Empty } from '../frame/callout';
import { chosenEntity } from '../frame/chosen-entity';
import { Checkbox, FieldSection, Input, Select } from '../frame/fields';
import { Form, Hidden } from '../frame/form';
import { Grid, Pages, type Column } from '../frame/grid';
import { Icon } from '../frame/icon';
import { Segment } from '../frame/menu';
import { Redirect, View, type Page, type Visit } from '../frame/page';
import { Facts, FactSection, Link, Nothing } from '../frame/parts';
import { violationsOf, type Violations } from '../frame/violations';

const PATH = '/entities';

/** The rows of a page of a list. */
const ROWS = 25;

/** The fields that a list shows beside the id. */
const MOST_COLUMNS = 6;

/** Lists of entities, and forms for those that can be created, updated or deleted. */
export const ENTITIES: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: listed,
  },
  {
    method: 'get',
    path: `${PATH}/new`,
    audience: 'administrators',
    answer: async (context, { query }) => formView(context, await chosen(context, query), undefined),
  },
  {
    method: 'post',
    path: `${PATH}/new`,
    audience: 'administrators',
    answer: async (context, visit) => {
      const entity = await chosen(context, visit.form);
      if (!entity.canCreate) throw refusal('entityNotCreatable');
      try {
        const [id = 0] = await createEntities(context, actorOf(visit), entity, [
          sentBy(visit.form, entity, null),
        ]);
        return new Redirect(addressOf(entity, id), `${entity.name} ${id} is created.`);
      } catch (error) {
        return formView(context, entity, undefined, visit.form, violationsOf(error));
      }
    },
  },
  {
    method: 'get',
    path: `${PATH}/:id`,
    audience: 'administrators',
    answer: async (context, { id, query }) => {
      const entity = await chosen(context, query);
      return formView(context, entity, await existing(context, entity, id));
    },
  },
  {
    method: 'post',
    path: `${PATH}/:id`,
    audience: 'administrators',
    answer: async (context, visit) => {
      const { id, form } = visit;
      const entity = await chosen(context, form);
      const values = await existing(context, entity, id);
      if (!entity.canUpdate) throw refusal('entityNotUpdatable');
      try {
        await updateEntities(context, actorOf(visit), entity, [sentBy(form, entity, id)]);
        return new Redirect(addressOf(entity, id), `${entity.name} ${id} is changed.`);
      } catch (error) {
        return formView(context, entity, values, form, violationsOf(error));
      }
    },
  },
  {
    method: 'post',
    path: `${PATH}/:id/delete`,
    audience: 'administrators',
    answer: async (context, visit) => {
      const { id, form } = visit;
      const entity = await chosen(context, form);
      await existing(context, entity, id);
      if (!entity.canDelete) throw refusal('entityNotDeletable');
      await deleteEntities(context, actorOf(visit), entity, [sentBy(new URLSearchParams(), entity, id)]);
      return new Redirect(`${PATH}?entity=${entity.name}`, `${entity.name} ${id} is deleted.`);
    },
  },
];

/** The entity types that have pages here. */
async function others({ entities }: EmulatorContext): Promise<readonly Entity[]> {
  return (await entities()).filter(({ name }) => name !== resource.name);
}

async function chosen(context: EmulatorContext, query: URLSearchParams): Promise<Entity> {
  return chosenEntity(await others(context), query.get('entity'));
}

async function existing({ store }: EmulatorContext, entity: Entity, id: number): Promise<Values> {
  const values = await (isDeclared(entity) ? store.declared : store.listedEntities).read(entity, id);
  if (!values) throw refusal('rowUnknown', { entity: entity.name, id });
  return values;
}

function addressOf({ name }: Entity, id: number): string {
  return `${PATH}/${id}?entity=${name}`;
}

function actorOf(visit: Visit) {
  return callBy(visit, {}).caller;
}

async function listed(context: EmulatorContext, visit: Visit): Promise<View> {
  const { query, path } = visit;
  const types = await others(context);
  const entity = chosenEntity(types, query.get('entity'));
  const asked = Number(query.get('after'));
  const after = Number.isSafeInteger(asked) ? asked : 0;
  const tree = {
    entity: entity.name,
    clauses: [
      {
        kind: 'field' as const,
        name: 'id',
        userDefined: false,
        expressions: [{ operator: 'GreaterThan', text: String(after) }],
      },
    ],
  };
  const { clauses } = checkQuery(tree, { entities: [entity], timeZone: context.timeZone });
  const audience = audienceOf(context, actorOf(visit));
  const found = await context.store.entities.select(entity, clauses, audience, ROWS + 1);
  const rows = found.slice(0, ROWS);
  const picklists = await context.store.tenant.picklists();
  const fields = entity.fields.filter(({ queryable }) => queryable);
  const columns = fields
    .map((field, index) => ({ field, index }))
    .filter(({ field }) => !field.key)
    .slice(0, MOST_COLUMNS)
    .map(({ field, index }, place): Column<(typeof rows)[number]> => {
      const choices = picklistOf(field, picklists);
      const shown = (value: FieldValue | undefined): string => {
        const text = textOf(field, value ?? null);
        return choices.find((choice) => choice.value === text)?.label ?? text;
      };
      return {
        head: field.label,
        title: ({ values }) => shown(values[index]),
        cell: ({ values }) => shown(values[index]) || <Nothing />,
        ...(place >= 2 && { rank: place >= 4 ? 'low' : 'mid' }),
      };
    });
  const last = rows.at(-1)?.id;
  return new View(
    'Entities',
    <>
      <Segment
        label="Entity"
        choices={types.map((other) => ({
          label: other.name,
          to: address(path, new URLSearchParams({ entity: other.name })),
          isChosen: other === entity,
        }))}
      />
      {rows.length === 0 ? (
        <Empty>{after === 0 ? `There is no ${entity.name}.` : 'There are no more.'}</Empty>
      ) : (
        <Grid
          caption={`Entities of type ${entity.name}, by id`}
          columns={[
            {
              head: 'id',
              width: 3,
              kind: 'name',
              cell: ({ id }) => <Link to={addressOf(entity, id)}>{id}</Link>,
            },
            ...columns,
          ]}
          rows={rows}
        />
      )}
      <Pages
        shown={rows.length}
        previous={after > 0 ? address(path, query, { after: undefined }) : undefined}
        next={found.length > ROWS ? address(path, query, { after: last }) : undefined}
      />
    </>,
    {
      lead: 'The first fields of each. Introspection tells all of them, and what they are.',
      actions: entity.canCreate && (
        <Link to={`${PATH}/new?entity=${entity.name}`} class="button primary">
          <Icon name="plus" />
          {`New ${entity.name}`}
        </Link>
      ),
    },
  );
}

/** A value as SOAP answers it; nothing for null. */
function textOf(field: Field, value: FieldValue): string {
  return value === null ? '' : wireText(field)(value);
}

/** The fields that a form has inputs for: of a new entity, those that are given with it. */
function writable(entity: Entity, isNew: boolean): readonly Field[] {
  if (!(isNew ? entity.canCreate : entity.canUpdate)) return [];
  return [...entity.fields, ...entity.userDefinedFields].filter(
    ({ key, readOnly, required }) => !key && (!readOnly || (isNew && required)),
  );
}

/** What a form sends, as a client would: empty texts clear their fields. */
function sentBy(form: URLSearchParams, entity: Entity, id: number | null): SentEntity {
  const typed = writable(entity, id === null).map((field): readonly [Field, string] => [
    field,
    form.get(field.column) ?? (field.type === 'boolean' ? 'false' : ''),
  ]);
  return {
    id: id === null ? null : String(id),
    fields: new Map(typed.filter(([field]) => !field.userDefined).map(([{ name }, text]) => [name, text])),
    userDefinedFields: new Map(
      typed
        .filter(([field]) => field.userDefined)
        .map(([{ name }, text]) => [name, text === '' ? null : text]),
    ),
  };
}

async function formView(
  context: EmulatorContext,
  entity: Entity,
  stored: Values | undefined,
  typed?: URLSearchParams,
  violations: Violations = {},
): Promise<View> {
  const id = stored && Number(stored['id']);
  const inputs = writable(entity, id === undefined);
  const picklists = await context.store.tenant.picklists();
  const stands = (field: Field): string => textOf(field, stored?.[field.column] ?? null);
  const fixed = [...entity.fields, ...entity.userDefinedFields].filter(
    (field) => !inputs.includes(field) && !field.key,
  );
  const title = id === undefined ? `New ${entity.name}` : `${entity.name} ${id}`;
  return new View(
    title,
    <>
      <Alert text={Object.values(violations)[0]?.replace(ON_RECORD, '')} />
      {stored && fixed.length > 0 && (
        <FactSection title="Read-only">
          <Facts of={fixed.map((field) => [field.label, stands(field) || <Nothing />] as const)} />
        </FactSection>
      )}
      {inputs.length > 0 && (
        <Form action={id === undefined ? `${PATH}/new` : `${PATH}/${id}`} novalidate guarded>
          <Hidden values={[['entity', entity.name]]} />
          <FieldSection title="Fields">
            {inputs.map((field) => {
              const value = typed?.get(field.column) ?? stands(field);
              return inputOf(field, value, picklistOf(field, picklists));
            })}
          </FieldSection>
          <SaveBar entity={entity} isNew={id === undefined} />
        </Form>
      )}
      {id !== undefined && entity.canDelete && <DeleteForm entity={entity} id={id} />}
    </>,
    {
      status: Object.keys(violations).length === 0 ? 200 : 422,
      crumbs: [{ name: entity.name, to: `${PATH}?entity=${entity.name}` }, { name: title }],
    },
  );
}

const SaveBar: FC<{ readonly entity: Entity; readonly isNew: boolean }> = ({ entity: { name }, isNew }) => (
  <div class="save-bar row">
    <button class="primary">{isNew ? `Create ${name}` : 'Save'}</button>
    <Link to={`${PATH}?entity=${name}`} class="button quiet">
      Cancel
    </Link>
  </div>
);

const DeleteForm: FC<{ readonly entity: Entity; readonly id: number }> = ({ entity: { name }, id }) => (
  <Form action={`${PATH}/${id}/delete`}>
    <Hidden values={[['entity', name]]} />
    <button class="danger">{`Delete this ${name}`}</button>
  </Form>
);

/** A form sends one record. */
const ON_RECORD = / ; on record number \[1\]\.$/;

function inputOf(field: Field, value: string, choices: ReturnType<typeof picklistOf>): Child {
  const { column: name, label, type, length, required, picklist } = field;
  const same = { name, label, value, required };
  if (type === 'boolean') return <Checkbox {...same} required={false} checked={value === 'true'} />;
  if (picklist !== null) {
    const options = choices.filter((choice) => choice.active || choice.value === value);
    return (
      <Select {...same} options={options} nothing={required && value !== '' ? undefined : '(nothing)'} />
    );
  }
  return (
    <Input
      {...same}
      type="text"
      maxlength={length || undefined}
      autocomplete="off"
      {...(field.reference !== null && { hint: `An id of ${field.reference}.` })}
    />
  );
}
