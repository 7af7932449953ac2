// The entities of every type but Resource: lists, and forms by their field tables.
import { isDeclared } from '../../../entities/declared';
import type { Entity, FieldValue } from '../../../entities/field';
import { picklistOf } from '../../../entities/picklists';
import { resource } from '../../../entities/resource';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { audienceOf } from '../../../operations/query';
import { checkQuery } from '../../../queryxml/check';
import { refusal } from '../../../refusals/refusal';
import type { Values } from '../../../store/entity-rows';
import { createEntities, deleteEntities, updateEntities } from '../../../updates/write-entities';
import { address } from '../../frame/address';
import { callBy } from '../../frame/call';
import { Empty } from '../../frame/callout';
import { chosenEntity } from '../../frame/chosen-entity';
import { Grid, Pages, type Column } from '../../frame/grid';
import { Icon } from '../../frame/icon';
import { Segment } from '../../frame/menu';
import { Redirect, View, type Page, type Visit } from '../../frame/page';
import { Link, Nothing } from '../../frame/parts';
import { violationsOf } from '../../frame/violations';
import { formView, keepOthers, PATH, sentBy, textOf, unchangedSince } from './form';

/** The rows of a page of a list. */
const ROWS = 25;

/** The fields that a list shows beside the id. */
const MOST_COLUMNS = 6;

/** More characters of a value are on its own page only. */
const LONGEST = 200;

/** There can be an entity 0. */
const START = -1;

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
        keepOthers(form, entity, values);
        const asRead = unchangedSince(entity, values);
        await updateEntities(context, actorOf(visit), entity, [sentBy(form, entity, id)], asRead);
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
  const asked = Number(query.get('after') ?? START);
  const after = Number.isSafeInteger(asked) ? asked : START;
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
        const told = choices.find((choice) => choice.value === text)?.label ?? text;
        return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
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
        <Empty>{after === START ? `There is no ${entity.name}.` : 'There are no more.'}</Empty>
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
        previous={after > START ? address(path, query, { after: undefined }) : undefined}
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
