import type { ResourceSummary } from '../store/life-store';

/** The name of a resource in lists, reports and related records; a deleted one says so. */
export function displayName({
  firstName,
  lastName,
  deletedAt,
}: Pick<ResourceSummary, 'firstName' | 'lastName' | 'deletedAt'>): string {
  return `${firstName} ${lastName}${deletedAt === null ? '' : ' (Deleted)'}`;
}

/** What the page of a deleted resource warns of. */
export const DELETED_NOTE = 'Note: This resource is deleted, so permissions and actions are limited.';
