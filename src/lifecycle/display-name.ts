import type { ResourceSummary } from '../store/people/lifecycle-store';

/** The name of a resource in lists, reports and related records; a deleted one says so. */
export function displayName({
  firstName,
  lastName,
  deletedAt,
}: Pick<ResourceSummary, 'firstName' | 'lastName' | 'deletedAt'>): string {
  return marked(`${firstName} ${lastName}`, deletedAt);
}

/** A name, with the mark behind it of somebody who is deleted. */
export function marked(name: string, deletedAt: string | null): string {
  return deletedAt === null ? name : `${name} (Deleted)`;
}

/** What somebody is called whose personal data was erased. */
export const REDACTED_NAME = { firstName: 'Redacted', lastName: 'Resource' } as const;

/** What the page of a deleted resource warns of. */
export const DELETED_NOTE = 'Note: This resource is deleted, so permissions and actions are limited.';
