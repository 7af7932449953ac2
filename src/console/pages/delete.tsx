// Deletes a resource, or deletes and replaces it.
import type { FC, PropsWithChildren } from 'hono/jsx';
import { resource as resourceEntity, type ResourceField } from '../../entities/resource';
import { knownResource } from '../../lifecycle/reference';
import {
  deleteResource,
  INHERITED_FIELDS,
  newEmailViolation,
  obsoleteFields,
  REPLACEMENT,
  type InheritedField,
  type Replacement,
  type Successor,
} from '../../lifecycle/delete';
import { displayName } from '../../lifecycle/display-name';
import { associations } from '../../lifecycle/redact';
import { sentence } from '../../refusals/refusal';
import type { DirectoryEntry } from '../../store/people/directory-store';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import type { Association } from '../../store/people/record-store';
import { Confirmation, CONFIRMATION_FIELD, Obstacle, requireConfirmed } from '../frame/confirmation';
import { choicesOf, type ResourceChoices } from '../frame/field-values';
import { Alert, Empty } from '../frame/callout';
import { BareInput, Input, Select } from '../frame/fields';
import { Form } from '../frame/form';
import { Link, Table } from '../frame/parts';
import { surroundOf } from '../frame/resource-frame';
import { labelOf } from '../frame/resource-sections';
import { violationBeside, violationsOf, type Violations } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Download, Redirect, View, type Page, type Visit, type Visitor } from '../frame/page';

/** The two ways to delete a resource; the second one makes another in its place. */
interface Way {
  readonly path: 'delete' | 'delete-and-replace';
  readonly button: string;
  readonly replaces: boolean;
  readonly notice: string;
}

const WAYS: readonly Way[] = [
  {
    path: 'delete',
    button: 'Reassign and Delete User',
    replaces: false,
    notice: 'The resource is deleted. Its open records are with their new owners.',
  },
  {
    path: 'delete-and-replace',
    button: 'Delete and Replace User',
    replaces: true,
    notice: 'The resource is deleted and replaced. The new one was sent an invitation by e-mail.',
  },
];

/** How the replacement is named among the successors. */
const NEW_REPLACEMENT_USER = 'New Replacement User';

/** The most suggestions of a list; others are found by their names. */
const MOST_SUGGESTIONS = 200;

/** The button that looks for successors, and the field with what is looked for. */
const FIND = 'find';
const FIND_TEXT = 'find.text';

/** Deleting a resource, with or without a replacement. */
export const DELETE: readonly Page[] = [
  ...WAYS.flatMap((way): Page[] => {
    const path = `/resources/:id/${way.path}`;
    return [
      {
        method: 'get',
        path,
        audience: 'administrators',
        answer: (context, visit) => view(way, context, visit),
      },
      {
        method: 'post',
        path,
        audience: 'administrators',
        answer: async (context, visit) => {
          const { id, form, visitor } = visit;
          const resource = await knownResource(context.store, id);
          if (form.has(FIND)) return view(way, context, visit);
          try {
            requireConfirmed(form, resource);
            const reassign = await successors(way, context, form);
            const replacement = way.replaces ? replacementIn(form) : undefined;
            await deleteResource(context, id, visitor.userName, reassign, replacement);
          } catch (error) {
            return view(way, context, visit, violationsOf(error));
          }
          return new Redirect(`/resources/${id}`, way.notice);
        },
      },
    ];
  }),
  {
    method: 'get',
    path: '/email-taken',
    audience: 'administrators',
    answer: async ({ store }, { query }) => {
      const violation = await newEmailViolation(store, query.get('email')?.trim() ?? '');
      return new Download('application/json', JSON.stringify({ violation: violation?.message ?? '' }));
    },
  },
];

/** The field with the successor for a type of record; types may have blanks, and names of fields may not. */
function fieldFor(type: string): string {
  return `reassign.${encodeURIComponent(type)}`;
}

async function successors(
  { replaces }: Way,
  { store }: EmulatorContext,
  form: URLSearchParams,
): Promise<Readonly<Record<string, Successor>>> {
  const named: (readonly [string, Successor])[] = [];
  for (const type of await store.records.types()) {
    const typed = form.get(fieldFor(type))?.trim() ?? '';
    if (typed === '') continue;
    const isReplacement = replaces && typed.toLowerCase() === NEW_REPLACEMENT_USER.toLowerCase();
    named.push([type, isReplacement ? REPLACEMENT : typed]);
  }
  return Object.fromEntries(named);
}

function replacementIn(form: URLSearchParams): Replacement {
  const typed = (name: string): string => form.get(name)?.trim() ?? '';
  return {
    FirstName: typed('FirstName'),
    LastName: typed('LastName'),
    Email: typed('Email'),
    UserName: typed('UserName') || undefined,
    ...Object.fromEntries(INHERITED_FIELDS.map(({ name }) => [name, typed(name) || undefined])),
  };
}

/** Why there is nothing to fill in. */
function obstacleTo({ id, deletedAt }: ResourceSummary, visitor: Visitor): string | undefined {
  if (deletedAt !== null) return sentence('alreadyDeleted');
  return id === visitor.id ? sentence('cannotDeleteSelf') : undefined;
}

/** Active resources by the beginnings of their names, as many as one looks through. */
interface Found {
  readonly entries: readonly DirectoryEntry[];
  readonly areMore: boolean;
}

async function successorsFor({ store }: EmulatorContext, id: number, search: string): Promise<Found> {
  const { entries, next } = await store.directory.page({
    search,
    state: 'active',
    resourceType: undefined,
    licenseType: undefined,
    order: 'name',
    descending: false,
    limit: MOST_SUGGESTIONS,
  });
  return { entries: entries.filter((one) => one.id !== id), areMore: next !== undefined };
}

async function view(
  way: Way,
  context: EmulatorContext,
  { id, form, visitor }: Visit,
  violations?: Violations,
): Promise<View> {
  const resource = await knownResource(context.store, id);
  const name = way.replaces ? 'Delete and replace' : 'Delete';
  const title = `${name} ${displayName(resource)}`;
  const around = {
    ...(await surroundOf(context, resource, visitor, name)),
    status: violations ? 422 : 200,
  };
  const obstacle = obstacleTo(resource, visitor);
  if (obstacle !== undefined) return new View(title, <Obstacle id={id} why={obstacle} />, around);
  const { byType } = await associations(context, id);
  const open = byType.filter((association) => association.open > 0);
  const found = await successorsFor(context, id, form.get(FIND_TEXT) ?? '');
  const obsolete = way.replaces ? await obsoleteFields(context.store, id) : [];
  const placed = [
    ...REPLACEMENT_FIELDS.map((field) => field.name),
    ...obsolete,
    'reassign',
    CONFIRMATION_FIELD,
  ];
  const props = { way, form, violations: violations ?? {} };
  return new View(
    title,
    <>
      <Alert
        text={
          violations &&
          violationBeside(violations, [...placed, ...open.map(({ type }) => `reassign.${type}`)])
        }
      />
      <Form action={`/resources/${id}/${way.path}`} class="columns" novalidate>
        <div class="stack">
          {way.replaces && (
            <ReplacementDetails {...props} obsolete={obsolete} choices={await choicesOf(context.store)} />
          )}
          <Reassignment {...props} open={open} found={found} />
        </div>
        <FieldsetPanel title={way.replaces ? 'Delete and Replace User' : 'Delete User'} isRisk>
          <div class="body stack">
            <Consequences
              way={way}
              resource={resource}
              closed={byType.some((type) => type.total > type.open)}
            />
            <Confirmation
              userName={resource.userName}
              typed={form.get(CONFIRMATION_FIELD) ?? ''}
              violation={props.violations[CONFIRMATION_FIELD]}
            />
            <div class="row">
              <button class="final">{way.button}</button>
              <Link to={`/resources/${id}`} class="button quiet">
                Cancel
              </Link>
            </div>
          </div>
        </FieldsetPanel>
      </Form>
    </>,
    around,
  );
}

/** A panel whose fields belong together. */
const FieldsetPanel: FC<PropsWithChildren<{ readonly title: string; readonly isRisk?: boolean }>> = ({
  title,
  isRisk = false,
  children,
}) => (
  <fieldset class={isRisk ? 'panel risk stay' : 'panel'}>
    <legend class="sr">{title}</legend>
    <header class="row" aria-hidden="true">
      <h2>{title}</h2>
    </header>
    {children}
  </fieldset>
);

const Consequences: FC<{
  readonly way: Way;
  readonly resource: ResourceSummary;
  readonly closed: boolean;
}> = ({ way, resource, closed }) => (
  <ul class="text">
    <li>
      {resource.firstName} can no longer log in, and is called “{displayName(resource)} (Deleted)” wherever
      the name is shown.
    </li>
    {way.replaces ? (
      <li>The new resource takes over the license, and is sent an invitation by e-mail.</li>
    ) : (
      <li>One license is free.</li>
    )}
    <li>
      No data is lost{closed && ': closed records stay'}. The resource is found under Deleted resources, and
      cannot become active again.
    </li>
  </ul>
);

interface SectionProps {
  readonly way: Way;
  readonly form: URLSearchParams;
  readonly violations: Violations;
}

/** The fields of a replacement. */
const REPLACEMENT_FIELDS: readonly {
  readonly name: keyof Replacement & ResourceField;
  readonly required?: true;
  readonly type?: string;
  readonly hint?: string;
}[] = [
  { name: 'FirstName', required: true },
  { name: 'LastName', required: true },
  { name: 'Email', required: true, type: 'email' },
  { name: 'UserName', hint: 'Left empty, it is the part of the e-mail address before the @.' },
];

const ReplacementDetails: FC<
  SectionProps & { readonly obsolete: readonly InheritedField[]; readonly choices: ResourceChoices }
> = ({ form, violations, obsolete, choices }) => (
  <FieldsetPanel title="New Replacement User details">
    <div class="body fields wide">
      {REPLACEMENT_FIELDS.map(({ name, ...field }) => (
        <div>
          <Input
            {...field}
            name={name}
            label={labelOf(name)}
            maxlength={resourceEntity.fields.find((one) => one.name === name)?.length}
            value={form.get(name) ?? ''}
            violation={violations[name]}
            autocomplete="off"
          />
          {name === 'Email' && <p class="error" aria-live="polite" data-taken-of={name}></p>}
        </div>
      ))}
      {INHERITED_FIELDS.filter(({ name }) => obsolete.includes(name)).map(({ name, required }) => (
        <Select
          name={name}
          label={labelOf(name)}
          hint="What the deleted resource has is not active any more."
          required={required}
          value={form.get(name) ?? ''}
          options={(choices[name] ?? []).filter(({ active }) => active)}
          nothing="(nothing)"
          violation={violations[name]}
        />
      ))}
    </div>
  </FieldsetPanel>
);

const Reassignment: FC<
  SectionProps & {
    readonly open: readonly Association[];
    readonly found: Found;
  }
> = ({ way, form, violations, open, found }) => (
  <FieldsetPanel title="Reassign Records from Deleted User">
    {open.length === 0 ? (
      <p class="body muted">There are no open records to reassign.</p>
    ) : (
      <>
        <div class="body stack tight">
          <Alert text={violations['reassign']} />
          <p>
            Choose who takes over the open records of each type, or type the user name of an active resource.
          </p>
          <div class="fields wide">
            {open.map((association) => (
              <Input
                name={fieldFor(association.type)}
                label={association.type}
                hint={`${association.open} open, of ${association.total}`}
                value={form.get(fieldFor(association.type)) ?? (way.replaces ? NEW_REPLACEMENT_USER : '')}
                violation={violations[`reassign.${association.type}`]}
                list="successors"
                autocomplete="off"
                required
              />
            ))}
          </div>
          {form.has(FIND) && <FoundResources {...found} />}
        </div>
        <footer class="row">
          <label for={FIND_TEXT}>Find an active resource</label>
          <div class="grow">
            <BareInput
              name={FIND_TEXT}
              label="Find an active resource"
              placeholder="the beginning of a name"
              value={form.get(FIND_TEXT) ?? ''}
              autocomplete="off"
            />
          </div>
          <button class="small" name={FIND} value="true">
            Find
          </button>
        </footer>
        <datalist id="successors">
          {way.replaces && <option value={NEW_REPLACEMENT_USER}></option>}
          {found.entries.map((one) => (
            <option value={one.userName}>{displayName(one)}</option>
          ))}
        </datalist>
      </>
    )}
  </FieldsetPanel>
);

const FoundResources: FC<Found> = ({ entries, areMore }) => (
  <>
    {entries.length > 0 && (
      <Table
        caption="Active resources"
        columns={['User name', 'Name']}
        rows={entries.map((one) => [one.userName, displayName(one)])}
      />
    )}
    {(areMore || entries.length === 0) && (
      <Empty>
        {areMore ? 'There are more: type more of the name.' : 'There is no such active resource.'}
      </Empty>
    )}
  </>
);
