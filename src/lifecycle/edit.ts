// Changes the fields of a resource as an administrator does in the console.
import { resource, type ResourceField } from '../entities/resource';
import { refusal } from '../refusals/refusal';
import type { ResourceRecord } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { checkContext, violationOf } from '../updates/checks';
import { withNewPasswords } from '../updates/new-passwords';
import { isPassword } from '../passwords/rules';
import { resourceChecks, type NewPassword, type ResourceDraft } from '../updates/resource-checks';
import { write } from '../updates/write';
import { administrator, changeableResource } from './administrator';
import type { RuleContext } from '../updates/rule-context';

/** The texts of a form, by field name; a field that is missing stays. */
export type Edits = ReadonlyMap<ResourceField, string>;

type Field = (typeof resource)['fields'][number];

/** Looks at what is stored before it is changed. Throws a Refusal where that must not be. */
export type Inspection = (stored: ResourceRecord) => void;

/** The fields on the form of an administrator. */
export const EDITABLE: readonly Field[] = resource.fields.filter(({ editable }) => editable);

/** The fields on the profile page, for the resource itself. */
export const OWN: readonly Field[] = resource.fields.filter(
  ({ tab, readOnly }) => tab === 'General' && !readOnly,
);

const PASSWORD: readonly Field[] = resource.fields.filter(({ secret }) => secret);

/**
 * Changes a resource in the name of an administrator, who may set more fields than SOAP. Throws a Refusal: a Violation
 * where the fields are wrong.
 */
export async function editResource(
  context: RuleContext,
  id: number,
  edits: Edits,
  by: string,
  inspect?: Inspection,
): Promise<void> {
  await edit(context, id, edits, EDITABLE, async (stores) => (await administrator(stores, by)).id, inspect);
}

/** Changes the profile of a resource in its own name. Throws a Refusal as `editResource` does. */
export async function editProfile(
  context: RuleContext,
  id: number,
  edits: Edits,
  inspect?: Inspection,
): Promise<void> {
  await edit(context, id, edits, OWN, async () => id, inspect);
}

/** Sets the password of a resource that gave its present one. Throws a Refusal as `editResource` does. */
export async function changePassword(context: RuleContext, id: number, password: string): Promise<void> {
  if (!isPassword(password)) throw refusal('passwordMissing');
  await edit(context, id, new Map([['Password', password]]), PASSWORD, async () => id);
}

async function edit(
  context: RuleContext,
  id: number,
  edits: Edits,
  allowed: readonly Field[],
  actorIn: (stores: Stores) => Promise<number>,
  inspect?: Inspection,
): Promise<void> {
  const fields = allowed.filter(({ name }) => edits.has(name));
  const sent = fields.some(({ name }) => name === 'Password') ? edits.get('Password') : undefined;
  const change = async (
    stores: Stores,
    [password]: readonly (NewPassword | undefined)[],
  ): Promise<boolean> => {
    const actorId = await actorIn(stores);
    const stored = await changeableResource(stores, id);
    const draft: ResourceDraft = {
      stored,
      submitted: edits,
      // Some checks compare fields, not all of which may be on the form.
      values: new Map(Object.entries(stored.record)),
      password,
    };
    const { timeZone } = context;
    const checks = await checkContext(stores, { timeZone, emptyElements: 'clear' }, actorId);
    const violation = await violationOf(draft, resourceChecks(fields), checks);
    if (violation) throw violation;
    inspect?.(stored.record);
    return write(stores, context, stored, draft, actorId);
  };
  await withNewPasswords(context, [{ id, password: sent }], change, (mayUnseat) => mayUnseat);
}
