import type { FieldValue } from '../entities/field';
import type { ResourceField } from '../entities/resource';
import type { Hasher } from '../passwords/hasher';
import { addResource } from '../updates/add-resource';
import type { NewPassword } from '../updates/checks';
import { invite } from '../updates/invitation';
import { isPassword, objectionToPassword } from '../passwords/rules';
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
  const typed = String(fields.Password ?? '');
  const hash = !isPassword(typed) ? undefined : await context.hasher.hash(typed);
  const id = await store.transaction(async (areas) => {
    const actor = await administrator(areas, by);
    const password: NewPassword | undefined = !isPassword(typed)
      ? undefined
      : { objection: objectionToPassword(typed, (await areas.tenant.read()).strongPasswords), hash };
    const newId = await areas.resources.nextId();
    const objection = await addResource(
      areas,
      {
        timeZone,
        picklists: await areas.tenant.picklists(),
        listedEntities: areas.listedEntities,
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
      async () => ({ emailVerified, passwordHash: hash ?? null, internalCosts: [] }),
      password,
    );
    if (objection) throw objection;
    if (isInvited) {
      await invite(areas, context, {
        id: newId,
        Email: String(fields.Email),
        UserName: String(fields.UserName),
      });
    }
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
