import { createResource } from '../../lifecycle/create';
import { EDITABLE } from '../../lifecycle/edit';
import { Alert } from '../frame/callout';
import { Checkbox, FieldSection } from '../frame/fields';
import { choicesOf, fieldSections } from '../frame/field-values';
import { Form } from '../frame/form';
import { NotSaved } from '../frame/not-saved';
import { Link } from '../frame/parts';
import { FIELD_TABS } from '../frame/resource-sections';
import { violationsOf } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Redirect, View, type Page } from '../frame/page';

/** The form that creates a resource. */
export const NEW_RESOURCE: readonly Page[] = [
  {
    method: 'get',
    path: '/resources/new',
    audience: 'administrators',
    answer: (context) => formView(context),
  },
  {
    method: 'post',
    path: '/resources/new',
    audience: 'administrators',
    answer: async (context, { visitor, form }) => {
      const fields = Object.fromEntries(
        EDITABLE.map(({ name, type }) => [name, form.get(name) ?? (type === 'boolean' ? 'false' : '')]),
      );
      try {
        const id = await createResource(context, {
          by: visitor.userName,
          fields,
          emailVerified: false,
          invite: form.get('invite') === 'true',
        });
        return new Redirect(`/resources/${id}`, 'The resource is created.');
      } catch (error) {
        return formView(context, form, error);
      }
    },
  },
];

async function formView(
  { store, clock, timeZone }: EmulatorContext,
  typed?: URLSearchParams,
  error?: unknown,
): Promise<View> {
  const violations = error === undefined ? {} : violationsOf(error);
  const stored = { Active: true, EmailTypeCode: 'PRIMARY', HireDate: timeZone.day(clock.now()) };
  const state = { stored, typed, violations, choices: await choicesOf(store) };
  return new View(
    'New resource',
    <Form action="/resources/new" novalidate guarded>
      <Alert text={violations['']} />
      <NotSaved violations={violations} fields={EDITABLE} />
      {FIELD_TABS.map((tab) => fieldSections(tab, EDITABLE, state))}
      <FieldSection title="Invitation">
        <Checkbox
          name="invite"
          label="Send an invitation"
          checked={typed ? typed.get('invite') === 'true' : true}
          hint="A message with a link to set a password goes to the e-mail address."
        />
      </FieldSection>
      <div class="save-bar row">
        <button class="primary">Create resource</button>
        <Link to="/resources" class="button quiet">
          Cancel
        </Link>
      </div>
    </Form>,
    { status: error === undefined ? 200 : 422, crumbs: [{ name: 'New resource' }] },
  );
}
