// Updates resources over SOAP: all of a call, or none.

import { resource } from '../entities/resource';
import { refusal, type Refusal } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { idOf, requireBatch, writeEach, type Actor, type SentEntity, type WriteContext } from './batch';
import { checkContext, violationOf, type CheckContext } from './checks';
import { withNewPasswords } from './new-passwords';
import { readOnly } from './read-only';
import { resourceChecks, type NewPassword, type ResourceDraft } from './resource-checks';
import { write } from './write';
import type { RuleContext } from './rule-context';

/** The checks of the fields that can be written over SOAP; submitted values of other fields are ignored. */
const CHECKS = resourceChecks(resource.fields.filter(({ readOnly }) => !readOnly));

/**
 * Updates resources: all of them, or none. A writable field that was not sent is cleared, except for secret fields.
 * Answers the ids in the order of the request.
 *
 * Throws a Refusal with the first violation of each resource.
 */
export async function updateResources(
  context: WriteContext,
  actor: Actor,
  sent: readonly SentEntity[],
): Promise<readonly number[]> {
  requireBatch('update', actor, sent);
  const textsWithoutValue = context.textsWithoutValueOf(resource);
  const wanted = sent.map((one) => ({ id: idOf(one, context.timeZone), password: passwordOf(one) }));
  const change = async (
    stores: Stores,
    passwords: readonly (NewPassword | undefined)[],
  ): Promise<readonly Updated[]> => {
    const checks = await checkContext(stores, context, actor.resourceId, textsWithoutValue);
    return writeEach('update', sent, (one, index) =>
      updateOne(stores, context, checks, one, passwords[index]),
    );
  };
  const updated = await withNewPasswords(context, wanted, change, (all) =>
    all.some(({ mayUnseat }) => mayUnseat),
  );
  return updated.map(({ id }) => id);
}

/** A resource that was updated. */
interface Updated {
  readonly id: number;
  /** Whether that can have changed who is an administrator. */
  readonly mayUnseat: boolean;
}

async function updateOne(
  stores: Stores,
  context: RuleContext,
  checks: CheckContext,
  sent: SentEntity,
  password: NewPassword | undefined,
): Promise<Updated | Refusal> {
  const id = idOf(sent, context.timeZone);
  const stored = id === undefined ? undefined : await stores.resources.read(id);
  if (id === undefined || !stored) return refusal('noPermissionToUpdate');
  const refused = readOnly(stored);
  if (refused) return refused;
  const draft: ResourceDraft = { stored, submitted: sent.fields, values: new Map(), password };
  const violation = await violationOf(draft, CHECKS, checks);
  if (violation) return violation;
  return { id, mayUnseat: await write(stores, context, stored, draft, checks.actorId ?? id) };
}

function passwordOf({ fields }: SentEntity): string | undefined {
  const password = fields.get('Password');
  return typeof password === 'string' ? password : undefined;
}
