import { refusal } from '../refusals/refusal';
import type { Handler } from './operation';

/** The handler of an operation that the emulator does not serve: it refuses every call. */
export function notServed(operation: string): Handler {
  return async () => {
    throw refusal('operationNotServed', { operation });
  };
}
