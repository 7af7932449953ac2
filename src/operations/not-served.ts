import { refusal } from '../refusals/refusal';
import type { Handler } from './operation';

/** An operation that the contract declares and the emulator does not serve. */
export function notServed(operation: string): Handler {
  return async () => {
    throw refusal('operationNotServed', { operation });
  };
}
