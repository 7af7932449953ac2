import { refusal } from '../refusals/refusal';
import { suggestion } from '../input/suggestion';

/** Throws a Refusal of an unknown operation; case is ignored. */
export function requireOperation(operation: string, operations: readonly string[]): void {
  if (operations.some((known) => known.toLowerCase() === operation.toLowerCase())) return;
  const hint = suggestion(operation, operations);
  throw refusal('operationUnknown', { operation, hint }).ofField('operation');
}
