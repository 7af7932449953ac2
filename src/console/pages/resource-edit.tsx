// Edit Resource: the form of all fields.
import type { Child } from 'hono/jsx';
import type { Tab } from '../../entities/field';
import { changeableResource } from '../../lifecycle/administrator';
import { displayName } from '../../lifecycle/display-name';
import { EDITABLE, editResource } from '../../lifecycle/edit';
import { knownResource } from '../../lifecycle/reference';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Alert, Callout } from '../frame/callout';
import {
  choicesOf,
  editsOf,
  requireAsOpened,
  fieldSections,
  textOf,
  type ResourceChoices,
} from '../frame/field-values';
import { Form, Hidden } from '../frame/form';
import { NotSaved } from '../frame/not-saved';
import { Redirect, View, type Page, type Visit } from '../frame/page';
import { Link, Moment } from '../frame/parts';
import { LIST_FIELD } from '../frame/resource-actions';
import { EDIT, surroundOf, tabPath } from '../frame/resource-frame';
import { FIELD_TABS } from '../frame/resource-sections';
import { FormTabs } from '../frame/tabs';
import { violationBeside, violationsOf, type Violations } from '../frame/violations';

const PATH = '/resources/:id/edit';

/** The form of a resource: one form of three tabs, so that nothing typed is lost between them. */
export const RESOURCE_EDIT: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async (context, visit) => {
      await changeableResource(context.store, visit.id);
      return formView(context, visit, tabIn(visit.query));
    },
  },
  {
    method: 'post',
    path: PATH,
    audience: 'administrators',
    answer: async (context, visit) => {
      const { id, visitor, form } = visit;
      const tab = tabIn(form);
      try {
        const inspect = requireAsOpened(EDITABLE, form);
        await editResource(context, id, editsOf(EDITABLE, form), visitor.userName, inspect);
      } catch (error) {
        const violations = violationsOf(error);
        const first = FIELD_TABS.find((one) => countIn(one, violations) > 0);
        return formView(context, visit, first ?? tab, violations);
      }
      if (form.get('then') !== 'stay') return new Redirect(backOf(id, form, tab), 'Saved.');
      const stay = new URLSearchParams([['tab', tab], ...listOf(form)]);
      return new Redirect(`/resources/${id}/edit?${stay.toString()}`, 'Saved.');
    },
  },
];

function tabIn(values: URLSearchParams): Tab {
  return FIELD_TABS.find((tab) => tab === values.get('tab')) ?? 'General';
}

/** The query of the list to go back to, as a field or a part of an address. */
function listOf(values: URLSearchParams): readonly [name: string, value: string][] {
  const list = values.get(LIST_FIELD);
  return list === null ? [] : [[LIST_FIELD, list]];
}

/** The page to go back to: a list, or a tab of the resource. */
function backOf(id: number, values: URLSearchParams, tab: Tab): string {
  const list = values.get(LIST_FIELD);
  if (list === null) return tabPath(id, tab);
  return list === '' ? '/resources' : `/resources?${list}`;
}

const editable = (tab: Tab) => EDITABLE.filter((field) => field.tab === tab);

function countIn(tab: Tab, violations: Violations): number {
  return editable(tab).filter(({ name }) => name in violations).length;
}

async function formView(
  context: EmulatorContext,
  visit: Visit,
  open: Tab,
  violations?: Violations,
): Promise<View> {
  const { store } = context;
  const { id, query, form, visitor } = visit;
  const { record } = await changeableResource(store, id);
  const resource = await knownResource(store, id);
  const choices = await choicesOf(store);
  const state = {
    stored: { ...record },
    typed: violations && form,
    violations: violations ?? {},
    choices,
    hints: {
      Active: 'Active resources can log in, can be given work, and use a license.',
      UserType: 'The security level',
    },
    whenOff: record.Active ? { Active: await whenInactive(context, id, choices) } : {},
  };
  const from = violations ? form : query;
  return new View(
    `Edit ${displayName(resource)}`,
    <Form action={`/resources/${id}/edit`} class="tabbed" novalidate guarded>
      <Alert
        text={
          violations &&
          violationBeside(
            violations,
            EDITABLE.map(({ name }) => name),
          )
        }
      />
      <NotSaved violations={violations} fields={EDITABLE} />
      <Hidden values={listOf(from)} />
      <FormTabs
        open={open}
        tabs={FIELD_TABS.map((tab) => ({
          value: tab,
          name: tab,
          violations: countIn(tab, violations ?? {}),
          fields: fieldSections(tab, editable(tab), state),
        }))}
      />
      <div class="save-bar row">
        <button class="primary" name="then" value="close">
          Save &amp; Close
        </button>
        <button name="then" value="stay">
          Save
        </button>
        <Link to={backOf(id, from, open)} class="button quiet">
          Cancel
        </Link>
        {await changedLast(context, id)}
      </div>
    </Form>,
    {
      ...(await surroundOf(context, resource, visitor, EDIT)),
      status: violations ? 422 : 200,
    },
  );
}

/** The consequences of clearing Active. */
async function whenInactive(
  { store }: EmulatorContext,
  id: number,
  choices: ResourceChoices,
): Promise<Child> {
  const open = (await store.records.associations(id)).reduce((sum, one) => sum + one.open, 0);
  const license = textOf(
    { name: 'LicenseType', type: 'integer' },
    (await knownResource(store, id)).licenseType,
    choices,
  );
  const records = open === 1 ? 'The open record stays' : `The ${open} open records stay`;
  return (
    <Callout tone="warn">
      After saving, the resource can no longer log in or be given records, and one {license} license is free.{' '}
      {open > 0 && `${records} with the resource. `}
      Nothing is lost, and it can be active again at any time.
    </Callout>
  );
}

async function changedLast({ store, timeZone }: EmulatorContext, id: number): Promise<Child> {
  const [latest] = await store.audit.of(id, 1);
  if (!latest) return null;
  const actor = await store.lifecycle.byId(latest.actorId);
  return (
    <small class="push mid">
      Changed last <Moment at={latest.at} zone={timeZone} /> by {actor ? displayName(actor) : latest.actorId}
    </small>
  );
}
