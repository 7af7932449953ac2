import type { ResourceSummary } from '../store/people/lifecycle-store';

/** The name of a resource in lists, reports and related records; that of a deleted one is marked. */
export function displayName({
  firstName,
  lastName,
  deletedAt,
}: Pick<ResourceSummary, 'firstName' | 'lastName' | 'deletedAt'>): string {
  return marked(`${firstName} ${lastName}`, deletedAt);
}

/** A name, followed by the mark of a deleted resource. */
export function marked(name: string, deletedAt: string | null): string {
  return deletedAt === null ? name : `${name} (Deleted)`;
}

/** The name of a redacted resource. */
export const REDACTED_NAME = { firstName: 'Redacted', lastName: 'Resource' } as const;

/** The warning on the page of a deleted resource. */
export const DELETED_NOTE = 'Note: This resource is deleted, so permissions and actions are limited.';
