import type { FC } from 'hono/jsx';
import type { Entity, Field, FieldValue } from '../../entities/field';
import { resource } from '../../entities/resource';
import type { Call } from '../../operations/operation';
import { PAGE_SIZE, queryValues, type QueryResult } from '../../operations/query';
import { OPERATORS } from '../../queryxml/operators';
import type { FieldTree, Join, QueryTree } from '../../queryxml/tree';
import { Refusal } from '../../refusals/refusal';
import { wireText } from '../../entities/wire-text';
import { callBy } from '../frame/call';
import { chosenEntity, EntityTabs } from '../frame/entity-tabs';
import { Form } from '../frame/form';
import { View, type Page } from '../frame/page';
import { Alert, Empty } from '../frame/callout';
import { Input, Select, TextArea } from '../frame/fields';
import { Link, Table } from '../frame/parts';
import { writeQueryXml } from '../frame/write-query-xml';
import type { EmulatorContext } from '../../operations/emulator-context';

const PATH = '/playground';

/** As many entities as are shown: writing all of a page of a query would hold up everybody else. */
const MOST_SHOWN = 100;

/** As many rows as the builder has. What takes more is written by hand. */
const ROW_NUMBERS = [1, 2, 3, 4, 5];

/** Builds queries and runs them, as the operation query does. Values may be personal, so they are posted. */
export const PLAYGROUND: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async (context, { query: asked }) =>
      playground(context, chosenEntity(context.entities, asked.get('entity')), new URLSearchParams(), ''),
  },
  {
    method: 'post',
    path: PATH,
    audience: 'administrators',
    answer: async (context, { form, ...visit }) => {
      const entity = chosenEntity(context.entities, form.get('entity'));
      const sXML = form.get('do') === 'build' ? writeQueryXml(built(entity, form)) : (form.get('sXML') ?? '');
      return playground(context, entity, form, sXML, await answerTo(context, callBy(visit, { sXML })));
    },
  },
];

/** The query that the rows of the builder stand for; a row without a field is passed over. */
function built(entity: Entity, form: URLSearchParams): QueryTree {
  const sent = (name: string): string => form.get(name) ?? '';
  const fields = ROW_NUMBERS.filter((row) => sent(`field${row}`) !== '').map((row): FieldTree => {
    const expression = { operator: sent(`operator${row}`), text: sent(`value${row}`) };
    return { kind: 'field', name: sent(`field${row}`), userDefined: false, expressions: [expression] };
  });
  if (joinOf(form) === 'AND') return { entity: entity.name, clauses: fields };
  const clauses = fields.map((field) => ({ kind: 'condition', joinedBy: 'OR', clauses: [field] }) as const);
  return { entity: entity.name, clauses };
}

function joinOf(form: URLSearchParams): Join {
  return form.get('join') === 'OR' ? 'OR' : 'AND';
}

/** What the service answers, or the sentence with which it refuses. */
async function answerTo(context: EmulatorContext, call: Call): Promise<QueryResult | Refusal> {
  try {
    return await queryValues(context, call);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function playground(
  { entities, timeZone }: EmulatorContext,
  entity: Entity,
  form: URLSearchParams,
  sXML: string,
  answer?: QueryResult | Refusal,
): View {
  return new View(
    'QueryXML playground',
    <>
      <EntityTabs path={PATH} entities={entities} chosen={entity} />
      <Form action={PATH}>
        <input type="hidden" name="entity" value={entity.name} />
        <fieldset>
          <legend>{`Which ${entity.name} entities?`}</legend>
          <div class="row">
            <Select
              name="join"
              label="Those for which"
              value={joinOf(form)}
              options={[
                { value: 'AND', label: 'all of these hold' },
                { value: 'OR', label: 'one of these holds' },
              ]}
            />
          </div>
          {ROW_NUMBERS.map((row) => (
            <BuilderRow entity={entity} row={row} form={form} />
          ))}
          <button name="do" value="build">
            Build and run
          </button>
        </fieldset>
        <TextArea
          name="sXML"
          label="QueryXML (sXML)"
          value={sXML}
          rows={10}
          hint={`Change it as you like. Times without an offset are of ${timeZone.name}.`}
        />
        <button name="do" value="run">
          Run this text
        </button>
      </Form>
      {answer && (
        <>
          <h2>Result</h2>
          {answer instanceof Refusal ? <Alert text={answer.message} /> : <Result {...answer} />}
        </>
      )}
    </>,
    { status: answer instanceof Refusal ? 422 : 200 },
  );
}

const BuilderRow: FC<{ readonly entity: Entity; readonly row: number; readonly form: URLSearchParams }> = ({
  entity,
  row,
  form,
}) => (
  <fieldset class="row" aria-label={`Condition ${row}`}>
    <Select
      name={`field${row}`}
      label="Field"
      value={form.get(`field${row}`) ?? ''}
      nothing="–"
      options={namesOf(entity.fields.filter(({ queryable }) => queryable).map(({ name }) => name))}
    />
    <Select
      name={`operator${row}`}
      label="Operator"
      value={form.get(`operator${row}`) ?? ''}
      options={namesOf(Object.keys(OPERATORS))}
    />
    <Input name={`value${row}`} label="Value" value={form.get(`value${row}`) ?? ''} />
  </fieldset>
);

function namesOf(names: readonly string[]): readonly { readonly value: string; readonly label: string }[] {
  return names.map((name) => ({ value: name, label: name }));
}

const Result: FC<QueryResult> = ({ entity, found }) => {
  if (found.length === 0) return <Empty>No entity satisfies the query.</Empty>;
  const fields = entity.fields.filter(({ queryable }) => queryable);
  return (
    <>
      <p role="status">
        {found.length < PAGE_SIZE
          ? `${found.length} found.`
          : `${PAGE_SIZE} found, as many as an answer has.`}
        {found.length > MOST_SHOWN && ` The first ${MOST_SHOWN} are shown.`}
      </p>
      <Table
        caption={`${entity.name} entities that were found`}
        columns={['id', ...fields.filter(isNoId).map(({ name }) => name)]}
        rows={found.slice(0, MOST_SHOWN).map(({ id, values }) => {
          const cells = fields.map((field, index) => [field, values[index] ?? null] as const);
          return [
            entity === resource ? <Link to={`/resources/${id}`}>{id}</Link> : id,
            ...cells.filter(([field]) => isNoId(field)).map(([field, value]) => cell(field, value)),
          ];
        })}
      />
    </>
  );
};

/** The id comes first, as a link. */
function isNoId({ key }: Field): boolean {
  return !key;
}

/** A value as SOAP answers it; nothing for null. */
function cell(field: Field, value: FieldValue): string {
  return value === null ? '' : wireText(field)(value);
}
