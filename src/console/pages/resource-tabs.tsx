import type { Child } from 'hono/jsx';
import { resource } from '../../entities/resource';
import type { Tab } from '../../entities/field';
import { EDITABLE, editResource } from '../../lifecycle/edit';
import { changeableResource } from '../../lifecycle/administrator';
import { isChangeable } from '../../lifecycle/records';
import { knownResource } from '../../lifecycle/reference';
import { refusal } from '../../refusals/refusal';
import { choicesOf, editsOf, fieldInputs, shown } from '../frame/field-values';
import { Form } from '../frame/form';
import { violationBeside, violationsOf } from '../frame/violations';
import { Redirect, type Page, type View, type Visit } from '../frame/page';
import { Alert } from '../frame/callout';
import { Facts, Link } from '../frame/parts';
import { costsOf } from './resource-costs';
import { invitationOf, pendingEmailOf } from './resource-email';
import { resourceView, tabPath } from '../frame/resource-frame';
import { photoOf } from './resource-photo';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The tabs with fields: they are shown, and edited. */
const FIELD_TABS: readonly Tab[] = ['General', 'Security', 'HR'];

/** What stands on a tab beside its fields. */
const BESIDE: Readonly<Record<Tab, (context: EmulatorContext, visit: Visit) => Promise<Child>>> = {
  General: photoOf,
  Security: invitationOf,
  HR: costsOf,
};

/** The tabs General, Security and HR of a resource's page, and their forms. */
export const RESOURCE_TABS: readonly Page[] = FIELD_TABS.flatMap((tab): Page[] => {
  const path = `/resources/:id${tabPath(0, tab).slice('/resources/0'.length)}`;
  return [
    {
      method: 'get',
      path,
      audience: 'administrators',
      answer: (context, visit) => tabView(context, visit, tab),
    },
    {
      method: 'get',
      path: `${path}/edit`,
      audience: 'administrators',
      answer: async (context, { id }) => {
        await changeableResource(context.store, id);
        return formView(context, id, tab);
      },
    },
    {
      method: 'post',
      path: `${path}/edit`,
      audience: 'administrators',
      answer: async (context, { id, visitor, form }) => {
        try {
          await editResource(context, id, editsOf(editable(tab), form), visitor.userName);
          return new Redirect(tabPath(id, tab), 'Saved.');
        } catch (error) {
          return formView(context, id, tab, form, error);
        }
      },
    },
  ];
});

function editable(tab: Tab): typeof EDITABLE {
  return EDITABLE.filter((field) => field.tab === tab);
}

async function storedValues({ store }: EmulatorContext, id: number) {
  const stored = await store.resources.read(id);
  if (!stored) throw refusal('resourceUnknown', { resource: id });
  return stored.record;
}

/** One tab, as it is; `beside` is shown instead of what usually stands beside the fields. */
async function tabView(context: EmulatorContext, visit: Visit, tab: Tab): Promise<View> {
  const { id } = visit;
  const values: Readonly<Record<string, string | number | boolean | null>> = {
    ...(await storedValues(context, id)),
  };
  const choices = await choicesOf(context.store);
  const isOpen = isChangeable(await knownResource(context.store, id));
  // A password is never shown, and costs are a matter of their own.
  const fields = resource.fields.filter((field) => field.tab === tab && field.name in values);
  return resourceView(
    context,
    id,
    tab,
    <>
      <div class="card">
        <Facts of={fields.map((field) => [field.label, shown(field, values[field.name] ?? null, choices)])} />
        {isOpen && (
          <p>
            <Link to={`${tabPath(id, tab)}/edit`} class="button">
              Edit
            </Link>
          </p>
        )}
      </div>
      {tab === 'General' && (await pendingEmailOf(context, id))}
      {await BESIDE[tab](context, visit)}
    </>,
  );
}

async function formView(
  context: EmulatorContext,
  id: number,
  tab: Tab,
  typed?: URLSearchParams,
  error?: unknown,
): Promise<View> {
  const violations = error === undefined ? {} : violationsOf(error);
  const fields = editable(tab);
  const stored = { ...(await storedValues(context, id)) };
  const state = { stored, typed, violations, choices: await choicesOf(context.store) };
  return resourceView(
    context,
    id,
    tab,
    <Form action={`${tabPath(id, tab)}/edit`} class="card">
      <Alert
        text={violationBeside(
          violations,
          fields.map(({ name }) => name),
        )}
      />
      {fieldInputs(fields, state)}
      <p class="row">
        <button>Save</button>
        <Link to={tabPath(id, tab)}>Cancel</Link>
      </p>
    </Form>,
    error === undefined ? 200 : 422,
  );
}
