import { resource, type ResourceField } from '../entities/resource';
import { refusal } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { checksOf, violationOf, type Draft, type Field } from '../updates/checks';
import { withNewPasswords } from '../updates/new-passwords';
import { isPassword } from '../passwords/rules';
import { write } from '../updates/write';
import { administrator, changeableResource } from './administrator';
import type { RuleContext } from '../updates/rule-context';

/** What somebody typed, by field name; what is not there stays as it is. */
export type Edits = ReadonlyMap<ResourceField, string>;

/** What an administrator may set: what the owner of the data may, and a password. */
export const EDITABLE: readonly Field[] = resource.fields.filter(({ editable }) => editable);

/** What people may set of themselves. */
export const OWN: readonly Field[] = resource.fields.filter(
  ({ tab, readOnly }) => tab === 'General' && !readOnly,
);

const PASSWORD: readonly Field[] = resource.fields.filter(({ secret }) => secret);

/**
 * Changes a resource in the name of an administrator, who may set more than SOAP can. Throws a Refusal: an
 * Objection where it is about the fields.
 */
export async function editResource(
  context: RuleContext,
  id: number,
  edits: Edits,
  by: string,
): Promise<void> {
  await edit(context, id, edits, EDITABLE, async (stores) => (await administrator(stores, by)).id);
}

/** Changes what somebody may change of themselves. Throws a Refusal as `editResource` does. */
export async function editProfile(context: RuleContext, id: number, edits: Edits): Promise<void> {
  await edit(context, id, edits, OWN, async () => id);
}

/** Sets the own password of somebody whose present one was asked for. Throws a Refusal as `editResource` does. */
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
): Promise<void> {
  const fields = allowed.filter(({ name }) => edits.has(name));
  const wanted = fields.some(({ name }) => name === 'Password') ? edits.get('Password') : undefined;
  await withNewPasswords(context, [{ id, password: wanted }], async (stores, [password]) => {
    const actorId = await actorIn(stores);
    const stored = await changeableResource(stores, id);
    const draft: Draft = {
      stored,
      submitted: edits,
      checks: checksOf(fields),
      // Some fields are checked against others, which may not have been sent.
      values: new Map(Object.entries(stored.record) as [ResourceField, string | number | boolean | null][]),
      password,
    };
    const violation = await violationOf(draft, {
      ...context,
      picklists: await stores.tenant.picklists(),
      listedEntities: stores.listedEntities,
      resources: stores.resources,
      actorId,
      emptyElements: 'clear',
    });
    if (violation) throw violation;
    await write(stores, context, stored, draft, actorId);
  });
}
