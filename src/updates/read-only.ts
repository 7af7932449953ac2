import { refusal, type Refusal } from '../refusals/refusal';
import type { StoredResource } from '../store/people/resource-store';

/** Why a resource is not changed any more: it was redacted, or deleted. */
export function readOnly({ state }: Pick<StoredResource, 'state'>): Refusal | undefined {
  switch (state) {
    case 'redacted':
      return refusal('resourceRedacted');
    case 'deleted':
      return refusal('resourceDeleted');
    case undefined:
      return undefined;
  }
}
