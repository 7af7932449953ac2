import type { FieldValue } from '../entities/field';
import type { ResourceField } from '../entities/resource';
import type { Hasher } from '../passwords/hasher';
import type { Store } from '../store/store';
import { addResource } from '../updates/add-resource';
import type { NewPassword } from '../updates/checks';
import { invite } from '../updates/invitation';
import { isPassword, objectionToPassword } from '../updates/password-rules';
import { administrator } from './administrator';
import type { DeleteContext } from './delete';
import type { ResourceReference } from './reference';

/** A resource that is to be created. */
export interface NewResource {
  /** The acting administrator. */
  readonly by: ResourceReference;
  /** By name; Password in plain text. */
  readonly fields: Readonly<Partial<Record<ResourceField, FieldValue>>>;
  readonly emailVerified: boolean;
  /** Send a message with a link to set a password. */
  readonly invite: boolean;
}

/** Creates a resource, which SOAP cannot. Answers its id. Throws a Refusal: an Objection about its fields. */
export async function createResource(
  context: DeleteContext & { readonly hasher: Hasher },
  { by, fields, emailVerified, invite: isInvited }: NewResource,
): Promise<number> {
  const { store, timeZone, wakeDelivery } = context;
  const password = await newPassword(context, fields.Password);
  const id = await store.transaction(async (areas) => {
    const actor = await administrator(areas, by);
    const newId = await areas.resources.nextId();
    const objection = await addResource(
      areas,
      {
        timeZone,
        picklists: await areas.tenant.picklists(),
        resources: areas.resources,
        actorId: actor.id,
        emptyElements: 'error',
      },
      new Map(
        Object.entries({ ...fields, id: newId }).map(([name, value]) => [
          name,
          value === null ? null : String(value),
        ]),
      ),
      async () => ({ emailVerified, passwordHash: password?.hash ?? null, internalCosts: [] }),
      password,
    );
    if (objection) throw objection;
    if (isInvited) await invite(areas, context, newId, String(fields.Email));
    await areas.audit.add({
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

async function newPassword(
  { store, hasher }: { readonly store: Store; readonly hasher: Hasher },
  given: FieldValue = null,
): Promise<NewPassword | undefined> {
  const password = given === null ? '' : String(given);
  if (!isPassword(password)) return undefined;
  const objection = objectionToPassword(password, (await store.tenant.read()).strongPasswords);
  return { objection, hash: objection ? undefined : await hasher.hash(password) };
}
