import { refusal, type Refusal } from '../refusals/refusal';
import type { StoredResource } from '../store/people/resource-store';

/** The refusal to change a redacted or deleted resource; undefined for others. */
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
