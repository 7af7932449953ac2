// Owner and responsible resource of records, in addresses and words.

import type { RecordRole } from '../../store/people/record-figure-store';

/** In which way records belong to a resource, and how people call it. */
export const ROLES = [
  ['owner', 'Owner'],
  ['responsible', 'Responsible'],
] as const satisfies readonly (readonly [RecordRole, string])[];

/** The role in the address; the owner where there is none. */
export function roleIn(query: URLSearchParams): RecordRole {
  return query.get('role') === 'responsible' ? 'responsible' : 'owner';
}
