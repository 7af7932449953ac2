// Creates a resource as an administrator does in the console.
import type { FieldValue } from '../entities/field';
import type { ResourceField } from '../entities/resource';
import type { Hasher } from '../passwords/hasher';
import { addResource } from '../updates/add-resource';
import { checkContext } from '../updates/checks';
import type { NewPassword } from '../updates/resource-checks';
import { invite } from '../updates/invitation';
import { isPassword, passwordViolation } from '../passwords/rules';
import { administrator } from './administrator';
import type { ResourceReference } from './reference';
import type { RuleContext } from '../updates/rule-context';

/** A resource to be created. */
export interface NewResource {
  /** The acting administrator. */
  readonly by: ResourceReference;
  /** By name; Password in plain text. */
  readonly fields: Readonly<Partial<Record<ResourceField, FieldValue>>>;
  readonly emailVerified: boolean;
  /** Send a message with a link to set a password. */
  readonly invite: boolean;
}

/** Creates a resource, which SOAP cannot. Answers its id. Throws a Refusal: a Violation where its fields are wrong. */
export async function createResource(
  context: RuleContext & { readonly hasher: Hasher },
  { by, fields, emailVerified, invite: isInvited }: NewResource,
): Promise<number> {
  const { store, timeZone, wakeDelivery } = context;
  const typed = String(fields.Password ?? '');
  const hash = !isPassword(typed) ? undefined : await context.hasher.hash(typed);
  const id = await store.transaction(async (stores) => {
    const actor = await administrator(stores, by);
    const password: NewPassword | undefined = !isPassword(typed)
      ? undefined
      : { violation: passwordViolation(typed, (await stores.tenant.read()).strongPasswords), hash };
    const newId = await stores.resources.nextId();
    const violation = await addResource(
      stores,
      await checkContext(stores, { timeZone, emptyElements: 'error' }, actor.id),
      new Map(
        Object.entries({ ...fields, id: newId }).map(([name, value]) => [
          name,
          value === null ? null : String(value),
        ]),
      ),
      async () => ({ emailVerified, passwordHash: hash ?? null, internalCosts: [] }),
      password,
    );
    if (violation) throw violation;
    await stores.roles.followDefault(newId);
    if (isInvited) {
      await invite(stores, context, {
        id: newId,
        Email: String(fields.Email),
        UserName: String(fields.UserName),
      });
    }
    await stores.audit.add({
      at: context.clock.now().toISOString(),
      actorId: actor.id,
      resourceId: newId,
      changes: {},
    });
    return newId;
  });
  wakeDelivery();
  return id;
}
