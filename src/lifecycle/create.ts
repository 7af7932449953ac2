import { picklists } from '../entities/picklists';
import type { FieldValue } from '../entities/field';
import type { ResourceField } from '../entities/resource';
import type { Hasher } from '../passwords/hasher';
import { addResource } from '../updates/add-resource';
import { invite } from '../updates/invitation';
import { objectionToPassword } from '../updates/password-rules';
import { administrator } from './administrator';
import type { DeleteContext } from './delete';

/** A resource that is to be created. */
export interface NewResource {
  /** User name of the acting administrator. */
  readonly by: string;
  /** By name; Password in plain text. */
  readonly fields: Readonly<Partial<Record<ResourceField, FieldValue>>>;
  readonly emailVerified: boolean;
  /** Send a message with a link to set a password. */
  readonly invite: boolean;
}

/** Creates a resource, which SOAP cannot. Answers its id. */
export async function createResource(
  context: DeleteContext & { readonly hasher: Hasher },
  { by, fields: { Password, ...fields }, emailVerified, invite: isInvited }: NewResource,
): Promise<number> {
  const { store, timeZone, hasher, wakeDelivery } = context;
  const password = typeof Password === 'string' && Password !== '' ? Password : undefined;
  const { strongPasswords } = await store.tenant.read();
  const passwordObjection =
    password === undefined ? undefined : objectionToPassword(password, strongPasswords);
  if (passwordObjection) throw passwordObjection;
  const passwordHash = password === undefined ? null : await hasher.hash(password);
  const id = await store.transaction(async (areas) => {
    const actor = await administrator(areas, by);
    const newId = await areas.resources.nextId();
    const objection = await addResource(
      areas,
      {
        timeZone,
        picklists: picklists(await areas.tenant.picklists()),
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
      async () => ({ emailVerified, passwordHash, internalCosts: [] }),
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
