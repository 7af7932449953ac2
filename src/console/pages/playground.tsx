// Builds, sends and shows queries.
import type { Child, FC } from 'hono/jsx';
import type { Entity, Field, FieldValue } from '../../entities/field';
import { resource } from '../../entities/resource';
import { wireText } from '../../entities/wire-text';
import { wsdlOf } from '../../operations/api-version';
import type { EmulatorContext } from '../../operations/emulator-context';
import type { Call } from '../../operations/operation';
import { PAGE_SIZE, query, queryValues, type QueryResult } from '../../operations/query';
import { OPERATORS } from '../../queryxml/operators';
import { Refusal } from '../../refusals/refusal';
import { demoAccess } from '../../tenant/demo-log-ins';
import { escape } from '../../xml/escape';
import { blamedLine } from '../frame/blamed-line';
import { callBy } from '../frame/call';
import { Alert, Badge, Empty } from '../frame/callout';
import { chosenEntity } from '../frame/chosen-entity';
import { TextArea } from '../frame/fields';
import { count } from '../frame/figures';
import { Form } from '../frame/form';
import { Icon } from '../frame/icon';
import { Segment } from '../frame/menu';
import { View, type Page, type Visit } from '../frame/page';
import { Copy, Link, Source, Table } from '../frame/parts';
import { prettyXml } from '../frame/pretty-xml';
import { EMPTY_ROW, fieldChoices, rowsOf, treeOf, type BuilderRow } from '../frame/query-builder';
import { PROGRAMS, type ProgramName, type QueryCall } from '../frame/query-programs';
import { writeQueryXml } from '../frame/write-query-xml';
import { XmlSource } from '../frame/xml-source';

const PATH = '/playground';

/** The entities that are shown: a whole page of a query takes too long to write. */
const MOST_SHOWN = 100;

/** The views of a run: the entities, the answer over SOAP, or a program with the same query. */
const SHOWN = ['table', 'xml', ...(Object.keys(PROGRAMS) as ProgramName[])] as const;
type Shown = (typeof SHOWN)[number];

/** Builds queries and runs them, as the operation query does. Values may be personal, so they are posted. */
export const PLAYGROUND: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async (context, { query: asked }) => {
      const entity = chosenEntity(await context.entities(), asked.get('entity'));
      return playground(context, { entity, rows: [EMPTY_ROW], sXML: '', shown: 'table' });
    },
  },
  {
    method: 'post',
    path: PATH,
    audience: 'administrators',
    answer: async (context, { form, ...visit }) => {
      const entity = chosenEntity(await context.entities(), form.get('entity'));
      const shown = SHOWN.find((name) => name === form.get('show')) ?? shownBefore(form);
      const typed = {
        entity,
        rows: rowsOf(form),
        sXML: (form.get('sXML') ?? '').replaceAll('\r\n', '\n'),
        shown,
      };
      if (form.get('do') === 'format') return playground(context, { ...typed, sXML: prettyXml(typed.sXML) });
      if (
        ['add'].includes(form.get('do') ?? '') ||
        ['remove', 'nest', 'lift'].some((name) => form.has(name))
      ) {
        return playground(context, typed);
      }
      const sXML = form.get('do') === 'build' ? writeQueryXml(treeOf(entity.name, typed.rows)) : typed.sXML;
      const run = await runOf(context, callBy(visit, { sXML }), shown, await queryCall(context, visit, sXML));
      return playground(context, { ...typed, sXML }, run);
    },
  },
];

function shownBefore(form: URLSearchParams): Shown {
  return SHOWN.find((name) => name === form.get('shown')) ?? 'table';
}

/** The values of the form. */
interface Typed {
  readonly entity: Entity;
  readonly rows: readonly BuilderRow[];
  readonly sXML: string;
  readonly shown: Shown;
}

/** The outcome of a query. */
interface Run {
  readonly answer: QueryResult | Refusal;
  readonly durationMs: number;
  /** The views beside the table. */
  readonly text: string;
}

async function queryCall(
  { api, store }: EmulatorContext,
  { publicUrl }: Pick<Visit, 'publicUrl'>,
  sXML: string,
): Promise<QueryCall> {
  const { trackingIdentifier, logIns } = await demoAccess(store);
  const endpoint = publicUrl + api.path;
  return {
    endpoint,
    wsdl: wsdlOf(endpoint),
    namespace: `http://autotask.net/ATWS/v${api.name.replace('.', '_')}/`,
    user: logIns.find(({ apiOnly }) => apiOnly)?.user ?? `api.user@${(await store.tenant.read()).domain}`,
    trackingIdentifier,
    sXML,
  };
}

/** The answer of the service, or the sentence of its refusal. */
async function runOf(context: EmulatorContext, call: Call, shown: Shown, asked: QueryCall): Promise<Run> {
  const started = context.clock.elapsed();
  const answer = await orRefusal(queryValues(context, call));
  const durationMs = context.clock.elapsed() - started;
  if (shown === 'table') return { answer, durationMs, text: '' };
  if (shown !== 'xml') return { answer, durationMs, text: PROGRAMS[shown].write(asked) };
  return { answer, durationMs, text: await answerAsXml(context, call) };
}

async function orRefusal<T>(work: Promise<T>): Promise<T | Refusal> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The result as SOAP answers it, with as many entities as are shown. */
async function answerAsXml(context: EmulatorContext, call: Call): Promise<string> {
  const answer = await orRefusal(query(context, call));
  const [code, type, errors] =
    answer instanceof Refusal
      ? [-1, answer.entityResultType, answer.sentences]
      : [answer.ReturnCode, answer.EntityResultType, []];
  const entities = answer instanceof Refusal ? '' : Buffer.concat(answer.EntityResults.pieces).toString();
  // A few hundred are more than anybody reads, and take long to be laid out.
  const shown = entities
    .split(/(?<=<\/Entity>)/)
    .slice(0, MOST_SHOWN)
    .join('');
  return prettyXml(
    `<queryResult><ReturnCode>${code}</ReturnCode><EntityResults>${shown}</EntityResults>` +
      `<EntityResultType>${escape(type)}</EntityResultType><Errors>${errors
        .map((message) => `<ATWSError><Message>${escape(message)}</Message></ATWSError>`)
        .join('')}</Errors></queryResult>`,
  );
}

async function playground(context: EmulatorContext, typed: Typed, run?: Run): Promise<View> {
  const { timeZone } = context;
  const entities = await context.entities();
  const { entity, rows, sXML, shown } = typed;
  const refused = run?.answer instanceof Refusal ? run.answer : undefined;
  return new View(
    'QueryXML playground',
    <div class="split">
      <Form action={PATH} id="query">
        {/* Enter in a field runs the query, not the first button that there is. */}
        <button class="sr" name="do" value="build" tabindex={-1} aria-hidden="true">
          Write and run
        </button>
        <input type="hidden" name="entity" value={entity.name} />
        <input type="hidden" name="shown" value={shown} />
        <section>
          <h2>Conditions</h2>
          <div class="stack tight gap">
            {rows.map((row, index) => (
              <Condition entity={entity} row={row} number={index + 1} isOnly={rows.length === 1} />
            ))}
          </div>
          <div class="row apart gap">
            <button class="small" name="do" value="add">
              <Icon name="plus" />
              Add a condition
            </button>
            <button name="do" value="build">
              Write and run
            </button>
          </div>
        </section>
        <section class="gap">
          <TextArea
            name="sXML"
            label="QueryXML"
            value={sXML}
            rows={12}
            violation={refused?.message}
            hint={`Times without an offset are of ${timeZone.name}.`}
          />
          <div class="row gap">
            <button class="primary" name="do" value="run">
              <Icon name="right" />
              Run
            </button>
            <button name="do" value="format">
              Format
            </button>
            <span class="push muted mid">
              <kbd>Ctrl</kbd> <kbd>Enter</kbd>
            </span>
          </div>
        </section>
      </Form>
      <section class="detail" aria-labelledby="result">
        {run ? (
          <Answer
            typed={typed}
            run={run}
            blamed={refused && blamedLine(sXML, refused, { entities, timeZone })}
          />
        ) : (
          <Empty title="Nothing was run yet">
            <span id="result">
              Conditions are written as QueryXML, which can be changed. Visitors see what they may see over
              SOAP.
            </span>
          </Empty>
        )}
      </section>
    </div>,
    {
      status: refused ? 422 : 200,
      actions: (
        <Segment
          label="Entity"
          choices={entities.map((other) => ({
            label: other.name,
            to: `${PATH}?entity=${other.name}`,
            isChosen: other === entity,
          }))}
        />
      ),
    },
  );
}

const Condition: FC<{
  readonly entity: Entity;
  readonly row: BuilderRow;
  readonly number: number;
  readonly isOnly: boolean;
}> = ({ entity, row, number, isOnly }) => (
  <fieldset class={`cond depth-${row.depth}`}>
    <legend class="sr">{`Condition ${number}`}</legend>
    <input type="hidden" name={`depth${number}`} value={String(row.depth)} />
    {number === 1 ? (
      <span class="muted join">where</span>
    ) : (
      <Choice name={`join${number}`} label="Joined by" value={row.join} options={sameTexts('AND', 'OR')} />
    )}
    <Choice name={`field${number}`} label="Field" value={row.field} options={fieldChoices(entity)} />
    <Choice
      name={`operator${number}`}
      label="Operator"
      value={row.operator}
      options={sameTexts(...Object.keys(OPERATORS))}
    />
    <input name={`value${number}`} aria-label="Value" value={row.value} autocomplete="off" />
    <span class="line">
      <RowButton name="lift" number={number} label="Lift" icon="left" isUseless={row.depth === 0} />
      <RowButton name="nest" number={number} label="Nest" icon="right" isUseless={number === 1} />
      <RowButton name="remove" number={number} label="Remove" icon="cross" isUseless={isOnly} />
    </span>
  </fieldset>
);

const RowButton: FC<{
  readonly name: 'lift' | 'nest' | 'remove';
  readonly number: number;
  readonly label: string;
  readonly icon: 'left' | 'right' | 'cross';
  readonly isUseless: boolean;
}> = ({ name, number, label, icon, isUseless }) => (
  <button
    class="quiet bare"
    name={name}
    value={String(number)}
    aria-label={`${label} condition ${number}`}
    title={label}
    disabled={isUseless}
  >
    <Icon name={icon} />
  </button>
);

function sameTexts(...values: readonly string[]): readonly (readonly [value: string, text: string])[] {
  return values.map((value) => [value, value]);
}

const Choice: FC<{
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}> = ({ name, label, value, options }) => (
  <select name={name} aria-label={label}>
    {options.map(([option, text]) => (
      <option value={option} selected={option === value}>
        {text}
      </option>
    ))}
  </select>
);

const Answer: FC<{
  readonly typed: Typed;
  readonly run: Run;
  readonly blamed: number | undefined;
}> = ({ typed: { sXML, shown }, run: { answer, durationMs, text }, blamed }) => {
  const isRefused = answer instanceof Refusal;
  return (
    <>
      <div class="row">
        <h2 id="result">{isRefused ? 'Refused' : foundText(answer)}</h2>
        <Badge tone={isRefused ? 'bad' : 'ok'}>{`ReturnCode ${isRefused ? '−1' : '1'}`}</Badge>
        <Badge>{`${durationMs.toFixed(1)} ms`}</Badge>
      </div>
      {!isRefused && (
        <p class="sr" role="status">
          {`${answer.found.length} found.`}
        </p>
      )}
      <div class="tabs gap" role="group" aria-label="Show the result as">
        {SHOWN.map((name) => (
          <button
            class="quiet small"
            form="query"
            name="show"
            value={name}
            aria-pressed={name === shown ? 'true' : 'false'}
          >
            {name === 'table' ? 'Table' : name === 'xml' ? 'XML' : PROGRAMS[name].label}
          </button>
        ))}
        {shown !== 'table' && <Copy label="Copy what is shown" from="shown" />}
      </div>
      {isRefused && <Alert text={answer.message} />}
      {shown === 'xml' && <XmlSource id="shown" label="The answer" text={text} />}
      {shown !== 'xml' && shown !== 'table' && (
        <Source id="shown" label={`The call in ${PROGRAMS[shown].label}`}>
          {text}
        </Source>
      )}
      {shown === 'table' &&
        (isRefused ? (
          <XmlSource label="The query, with the line it is about" text={sXML} blamed={blamed} />
        ) : (
          <Result {...answer} />
        ))}
    </>
  );
};

function foundText({ found }: QueryResult): string {
  return found.length === 1 ? '1 entity' : `${count(found.length)} entities`;
}

const Result: FC<QueryResult> = ({ entity, found }) => {
  if (found.length === 0) return <Empty>No entity satisfies the query.</Empty>;
  const rows = found.slice(0, MOST_SHOWN);
  const queryable = entity.fields.filter(({ queryable: isQueryable }) => isQueryable);
  const fields = queryable
    .map((field, index) => ({ field, index }))
    .filter(({ field, index }) => !field.key && rows.some(({ values }) => cell(field, values[index]) !== ''));
  return (
    <>
      <Table
        caption={`${entity.name} entities that were found`}
        columns={['id', ...fields.map(({ field }) => field.name)]}
        rows={rows.map(({ id, values }): readonly Child[] => [
          entity === resource ? <Link to={`/resources/${id}`}>{id}</Link> : id,
          ...fields.map(({ field, index }) => cell(field, values[index])),
        ])}
      />
      <p class="pages">
        {`${fields.length + 1} of ${queryable.length} columns: those that are empty are left out. `}
        {found.length > MOST_SHOWN && `The first ${MOST_SHOWN} entities are shown. `}
        {found.length >= PAGE_SIZE && `An answer has at most ${PAGE_SIZE}, by ascending id.`}
      </p>
    </>
  );
};

/** A value as SOAP answers it; nothing for null. */
function cell(field: Field, value: FieldValue | undefined): string {
  return value === null || value === undefined ? '' : wireText(field)(value);
}
