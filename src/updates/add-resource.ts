import { resource } from '../entities/resource';
import type { ResourceExtras, ResourceRecord } from '../store/people/resource-store';
import type { Areas } from '../store/store';
import {
  checksOf,
  objectionTo,
  type CheckContext,
  type Draft,
  type NewPassword,
  type Objection,
} from './checks';
import type { SentValue } from './sent';

/** What the owner of the data may set: every field that is not computed. */
const CHECKS = checksOf(resource.fields.filter(({ computed }) => computed === null));

/**
 * Adds a resource on behalf of the owner of the data, who may set every field that is stored. `sent` has the
 * fields as text, by name. Answers what is wrong with them, and then has added nothing.
 */
export async function addResource(
  areas: Areas,
  context: CheckContext,
  sent: ReadonlyMap<string, SentValue>,
  extras: () => Promise<ResourceExtras>,
  password?: NewPassword,
  gone?: Draft['gone'],
): Promise<Objection | undefined> {
  const draft: Draft = { stored: undefined, sent, checks: CHECKS, values: new Map(), password, gone };
  const objection = await objectionTo(draft, context);
  if (objection) return objection;
  // After the checks, every field has a value of its type.
  await areas.resources.insert(Object.fromEntries(draft.values) as unknown as ResourceRecord, await extras());
  return undefined;
}
