// Adds a resource after the checks of an update.

import { resource } from '../entities/resource';
import type { ResourceExtras, ResourceRecord } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { violationOf, type CheckContext, type Violation } from './checks';
import { resourceChecks, type NewPassword, type ResourceDraft } from './resource-checks';
import type { SubmittedValue } from './submitted-value';

/** The checks of a file's resources, which may set every field that is not computed. */
const CHECKS = resourceChecks(resource.fields.filter(({ computed }) => computed === null));

/**
 * Adds a resource from a file, which may set every stored field. `sent`: the fields as text, by name. Answers a
 * violation, and then has added nothing.
 */
export async function addResource(
  stores: Stores,
  context: CheckContext,
  sent: ReadonlyMap<string, SubmittedValue>,
  extras: () => Promise<ResourceExtras>,
  password?: NewPassword,
  copiedState?: ResourceDraft['copiedState'],
): Promise<Violation | undefined> {
  const draft: ResourceDraft = {
    stored: undefined,
    submitted: sent,
    values: new Map(),
    password,
    copiedState,
  };
  const violation = await violationOf(draft, CHECKS, context);
  if (violation) return violation;
  // After the checks, every field has a value of its type.
  await stores.resources.insert(
    Object.fromEntries(draft.values) as unknown as ResourceRecord,
    await extras(),
  );
  return undefined;
}
