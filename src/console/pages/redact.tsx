// Redacts a resource.
import type { Child } from 'hono/jsx';
import { CONSOLE_PATH } from '../../http/paths';
import { knownResource } from '../../lifecycle/reference';
import { displayName } from '../../lifecycle/display-name';
import {
  associations,
  leftBehind,
  MOST_RECORDS,
  redact,
  redactedRecord,
  titleField,
  type Associations,
  type LeftBehind,
} from '../../lifecycle/redact';
import { storedFields } from '../../entities/resource';
import { refusal, sentence } from '../../refusals/refusal';
import type { Erasure } from '../../store/engine';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import type { WorkRecord } from '../../store/people/record-store';
import { Confirmation, CONFIRMATION_FIELD, Obstacle, requireConfirmed } from '../frame/confirmation';
import { Alert, Callout } from '../frame/callout';
import { Input, TextArea } from '../frame/fields';
import { choicesOf, shown, textOf } from '../frame/field-values';
import { Form } from '../frame/form';
import { Link, Panel, Table } from '../frame/parts';
import { surroundOf } from '../frame/resource-frame';
import { labelOf } from '../frame/resource-sections';
import { violationBeside, violationsOf, type Violations } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Redirect, View, type Page, type Visit } from '../frame/page';

const PATH = '/resources/:id/redact';
const FIELDS = ['reason', CONFIRMATION_FIELD];

/** The name of the field with the title of a record, as refusals have it, and the id in it. */
const TITLE_FIELD = new RegExp(`^${titleField('(\\d+)')}$`);

/** Erasing the personal data of a resource. */
export const REDACT: readonly Page[] = [
  { method: 'get', path: PATH, audience: 'administrators', answer: (context, visit) => view(context, visit) },
  {
    method: 'post',
    path: PATH,
    audience: 'administrators',
    answer: async (context, visit) => {
      const { id, form, visitor } = visit;
      const resource = await knownResource(context.store, id);
      try {
        requireConfirmed(form, resource);
        await redact(context, id, visitor.userName, form.get('reason') ?? '', titlesIn(form));
      } catch (error) {
        return view(context, visit, violationsOf(error));
      }
      return new Redirect(
        `/resources/${id}`,
        'The resource is redacted. Its personal data is erased.',
        // After a change of cookies, browsers without a script, too, ask again for the pages that they go back to.
        { 'Set-Cookie': `atws_redacted=${id}; Path=${CONSOLE_PATH}; HttpOnly; SameSite=Strict` },
      );
    },
  },
];

/** The titles that were sent, by the ids of their records. */
function titlesIn(form: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...form].flatMap(([name, title]) => {
      const [, id] = TITLE_FIELD.exec(name) ?? [];
      return id === undefined ? [] : [[id, title]];
    }),
  );
}

async function view(context: EmulatorContext, visit: Visit, violations?: Violations): Promise<View> {
  const resource = await knownResource(context.store, visit.id);
  const title = `Redact ${displayName(resource)}`;
  const around = {
    ...(await surroundOf(context, resource, visit.visitor, 'Redact')),
    status: violations ? 422 : 200,
  };
  const obstacle = obstacleTo(resource, visit);
  if (obstacle !== undefined) return new View(title, <Obstacle id={resource.id} why={obstacle} />, around);
  const found = await associations(context, resource.id);
  const left = await leftBehind(context, resource.id);
  const fields = [...FIELDS, ...left.titles.map(({ id }) => titleField(id))];
  const asked = { resource, left, form: visit.form, violations: violations ?? {} };
  return new View(
    title,
    <>
      <Alert text={violations && violationBeside(violations, fields)} />
      <Form action={`/resources/${resource.id}/redact`} class="columns" novalidate>
        <div class="stack">
          {await changesOf(context, resource.id, found)}
          <Titles {...asked} />
          <OpenRecords of={found} resource={resource} />
        </div>
        <Risk {...asked} actor={visit.visitor.displayName} erasure={context.store.erasure} />
      </Form>
    </>,
    around,
  );
}

/** The form of a redaction: its inputs, the typed values, and the refusals. */
interface Asked {
  readonly resource: ResourceSummary;
  readonly left: LeftBehind;
  readonly form: URLSearchParams;
  readonly violations: Violations;
}

/** Why there is nothing to fill in. */
function obstacleTo({ id, redactedAt }: ResourceSummary, { visitor }: Visit): string | undefined {
  if (redactedAt !== null) return sentence('resourceRedacted');
  return id === visitor.id ? sentence('cannotRedactSelf') : undefined;
}

/** Each field as it is now, and as it is afterwards. */
async function changesOf({ store }: EmulatorContext, id: number, { byType }: Associations): Promise<Child> {
  const stored = await store.resources.read(id);
  if (!stored) throw refusal('resourceUnknown', { resource: id });
  const after = redactedRecord(stored.record);
  const choices = await choicesOf(store);
  const changed = storedFields.filter(({ name }) => stored.record[name] !== after[name]);
  return (
    <Panel
      title="What changes"
      isFlush
      footer={
        <small>
          Resource ID, required fields such as the primary location, the HR tab and all{' '}
          {sum(byType.map(({ total }) => total))} records stay.
        </small>
      }
    >
      <table>
        <caption class="sr">Fields that are cleared or replaced</caption>
        <thead>
          <tr>
            <th scope="col" class="w-3">
              Field
            </th>
            <th scope="col">Now</th>
            <th scope="col">Afterwards</th>
          </tr>
        </thead>
        <tbody>
          {changed.map((field) => (
            <tr>
              <th scope="row">{labelOf(field.name)}</th>
              <td>{shown(field, stored.record[field.name], choices)}</td>
              <td>{textOf(field, after[field.name], choices) ?? <span class="muted">cleared</span>}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" colspan={2}>
              Photo, passwords, messages, and changes that wait to be confirmed
            </th>
            <td class="muted">deleted</td>
          </tr>
        </tbody>
      </table>
    </Panel>
  );
}

/** Titles of records that name the person, to be changed with the redaction. */
const Titles = ({ left: { titles }, form, violations }: Asked) =>
  titles.length === 0 ? null : (
    <Panel
      title="Titles that name the person"
      footer={
        <small>
          They stay as they are, unless you change them here.{' '}
          {titles.length === MOST_RECORDS && `The first ${titles.length} are listed.`}
        </small>
      }
    >
      {titles.map(({ id, type, title, closedAt }) => (
        <Input
          name={titleField(id)}
          label={`${type} ${id}${closedAt === null ? '' : ', closed'}`}
          value={form.get(titleField(id)) ?? title}
          violation={violations[titleField(id)]}
          autocomplete="off"
          required
        />
      ))}
    </Panel>
  );

const OpenRecords = ({ of, resource }: { readonly of: Associations; readonly resource: ResourceSummary }) => {
  const open = sum(of.byType.map((type) => type.open));
  const isCut = of.openRecords.length < open;
  return (
    <>
      <Panel title="Records" isFlush={of.byType.length > 0}>
        {of.byType.length === 0 ? (
          <p class="muted">No records are associated with this resource.</p>
        ) : (
          <Table
            caption="Associated records by type"
            columns={['Type', 'Open', 'All']}
            rows={of.byType.map((type) => [type.type, type.open, type.total])}
          />
        )}
      </Panel>
      {open > 0 && (
        <Panel
          title={
            open === 1
              ? 'One open record stays with the resource'
              : `${open} open records stay with the resource`
          }
          isFlush
          footer={
            <small>
              If others shall go on with them, give them away first.{' '}
              {isCut && `The first ${of.openRecords.length} are listed.`}
            </small>
          }
        >
          <Table
            caption="Open records"
            columns={['Type', 'Title', 'The resource is']}
            rows={of.openRecords.map((record) => [record.type, record.title, partIn(record, resource)])}
          />
        </Panel>
      )}
    </>
  );
};

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function partIn({ ownerId, responsibleId }: WorkRecord, { id }: ResourceSummary): string {
  if (ownerId !== id) return 'responsible';
  return responsibleId === id ? 'owner and responsible' : 'owner';
}

/** How far a redaction reaches; docs/lifecycle.md says the same. */
const REACH: Readonly<Record<Erasure, string>> = {
  file: 'When it is done, no byte of the data file and its write-ahead log holds what was erased. Backups keep it.',
  tables:
    'From then on, no statement finds what was erased. The files of the tables are rewritten right after, or as soon as no ' +
    'older transaction needs them. The write-ahead log of PostgreSQL, its archive, replicas and backups keep it until ' +
    'they are recycled.',
};

/** The warning, and the button. */
const Risk = ({
  resource,
  erasure,
  left: { asInitiator, inReasons },
  form,
  violations,
  actor,
}: Asked & { readonly actor: string; readonly erasure: Erasure }) => (
  <Panel title="Redact" isRisk stays>
    <Callout tone="bad">
      <b>There is no way back.</b> Nobody, and no snapshot, brings this data back.
    </Callout>
    <p>{REACH[erasure]}</p>
    {asInitiator > 0 && (
      <p>
        The Privacy Action History keeps the name of {displayName(resource)}, too, as that of the initiating
        person ({entries(asInitiator)}). Nobody can remove it.
      </p>
    )}
    {inReasons > 0 && (
      <p>
        The Privacy Action History has reasons that name {displayName(resource)} ({entries(inReasons)}). They
        stay.
      </p>
    )}
    <TextArea
      name="reason"
      label="Reason"
      rows={2}
      isProse
      hint={`Kept for good in the Privacy Action History with your name, ${actor}. It must not name the person.`}
      value={form.get('reason') ?? ''}
      violation={violations['reason']}
      required
    />
    <Confirmation
      userName={resource.userName}
      typed={form.get(CONFIRMATION_FIELD) ?? ''}
      violation={violations[CONFIRMATION_FIELD]}
    />
    <div class="row">
      <button class="final">Redact for good</button>
      <Link to={`/resources/${resource.id}`} class="button quiet">
        Cancel
      </Link>
    </div>
  </Panel>
);

function entries(count: number): string {
  return count === 1 ? 'one entry' : `${count} entries`;
}
