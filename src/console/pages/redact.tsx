import { knownResource } from '../../lifecycle/reference';
import { displayName } from '../../lifecycle/display-name';
import {
  associations,
  leftBehind,
  MOST_RECORDS,
  redact,
  titleField,
  type Associations,
  type LeftBehind,
} from '../../lifecycle/redact';
import { sentence } from '../../refusals/refusal';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import type { WorkRecord } from '../../store/people/record-store';
import { Confirmation, CONFIRMATION_FIELD, Obstacle, requireConfirmed } from '../frame/confirmation';
import { Form } from '../frame/form';
import { violationBeside, violationsOf, type Violations } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Redirect, View, type Page, type Visit } from '../frame/page';
import { Alert, Empty } from '../frame/callout';
import { Input } from '../frame/fields';
import { Link, Table } from '../frame/parts';

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
      return new Redirect(`/resources/${id}`, 'The resource is redacted. Its personal data is erased.');
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
  const status = violations ? 422 : 200;
  const obstacle = obstacleTo(resource, visit);
  if (obstacle !== undefined) {
    return new View(title, <Obstacle id={resource.id} why={obstacle} />, { status });
  }
  const found = await associations(context, resource.id);
  const left = await leftBehind(context, resource.id);
  const fields = [...FIELDS, ...left.titles.map(({ id }) => titleField(id))];
  const body = (
    <>
      <Alert text={violations && violationBeside(violations, fields)} />
      <Consequences resource={resource} actor={visit.visitor.displayName} left={left} />
      <Associated of={found} resource={resource} />
      <RedactForm resource={resource} left={left} form={visit.form} violations={violations ?? {}} />
    </>
  );
  return new View(title, body, { status });
}

/** Why there is nothing to fill in. */
function obstacleTo({ id, redactedAt }: ResourceSummary, { visitor }: Visit): string | undefined {
  if (redactedAt !== null) return sentence('resourceRedacted');
  return id === visitor.id ? sentence('cannotRedactSelf') : undefined;
}

const Consequences = ({
  resource,
  actor,
  left: { asInitiator, inReasons },
}: {
  readonly resource: ResourceSummary;
  readonly actor: string;
  readonly left: LeftBehind;
}) => (
  <section class="card">
    <h2>What will happen</h2>
    <ul>
      <li>The resource becomes inactive and cannot log in any more.</li>
      <li>Every field of the General tab that is not required is cleared.</li>
      <li>The first name and the last name become “Redacted Resource”.</li>
      <li>
        The user name becomes “redacted{resource.id}”, and the e-mail address one that no message reaches.
      </li>
      <li>The photo is deleted, and so are passwords, messages and changes that wait to be confirmed.</li>
      <li>
        The Privacy Action History keeps your name, {actor}, and the reason you give. Nobody can remove them.
      </li>
      {asInitiator > 0 && (
        <li>
          The Privacy Action History keeps the name of {displayName(resource)}, too, as that of the initiating
          person ({entries(asInitiator)}). Nobody can remove it.
        </li>
      )}
      {inReasons > 0 && (
        <li>
          The Privacy Action History has reasons that name {displayName(resource)} ({entries(inReasons)}).
          They stay.
        </li>
      )}
    </ul>
    <p class="warning">This is for good: there is no way back.</p>
  </section>
);

function entries(count: number): string {
  return count === 1 ? 'one entry' : `${count} entries`;
}

const Associated = ({ of, resource }: { readonly of: Associations; readonly resource: ResourceSummary }) => (
  <section>
    <h2>Associated records</h2>
    {of.byType.length === 0 ? (
      <Empty>No records are associated with this resource.</Empty>
    ) : (
      <Table
        caption="Associated records by type"
        columns={['Type', 'Open', 'All']}
        rows={of.byType.map(({ type, open, total }) => [type, open, total])}
      />
    )}
    {of.openRecords.length > 0 && (
      <>
        <p>
          These records are open, and stay with the resource. If others shall go on with them, give them away
          first.{' '}
          {of.openRecords.length < sum(of.byType.map(({ open }) => open)) &&
            `The first ${of.openRecords.length} are listed.`}
        </p>
        <Table
          caption="Open records"
          columns={['Type', 'Title', 'The resource is']}
          rows={of.openRecords.map((record) => [record.type, record.title, partIn(record, resource)])}
        />
      </>
    )}
  </section>
);

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function partIn({ ownerId, responsibleId }: WorkRecord, { id }: ResourceSummary): string {
  if (ownerId !== id) return 'responsible';
  return responsibleId === id ? 'owner and responsible' : 'owner';
}

const RedactForm = ({
  resource,
  left: { titles },
  form,
  violations,
}: {
  readonly resource: ResourceSummary;
  readonly left: LeftBehind;
  readonly form: URLSearchParams;
  readonly violations: Violations;
}) => (
  <Form action={`/resources/${resource.id}/redact`} class="card narrow">
    {titles.length > 0 && (
      <fieldset>
        <legend>Titles that name the person</legend>
        <p>
          They stay as they are, unless you change them here.{' '}
          {titles.length === MOST_RECORDS && `The first ${titles.length} are listed.`}
        </p>
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
      </fieldset>
    )}
    <Input
      name="reason"
      label="Reason"
      hint="It is kept for good, so it must not name the person."
      value={form.get('reason') ?? ''}
      violation={violations['reason']}
      autocomplete="off"
      required
    />
    <Confirmation
      userName={resource.userName}
      typed={form.get(CONFIRMATION_FIELD) ?? ''}
      violation={violations[CONFIRMATION_FIELD]}
    />
    <button class="danger">Redact for good</button>{' '}
    <Link to={`/resources/${resource.id}`} class="button quiet">
      Cancel
    </Link>
  </Form>
);
