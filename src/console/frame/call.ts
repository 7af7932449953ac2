import type { Call } from '../../operations/operation';
import type { ConsoleContext, Visitor } from './page';

/** A call of an operation with text parameters, as the visitor would make it. */
export function callBy(
  visitor: Visitor,
  { publicUrl }: ConsoleContext,
  texts: Readonly<Record<string, string>>,
): Call {
  return {
    caller: {
      resourceId: visitor.id,
      apiOnly: false,
      systemAdministrator: visitor.administrator,
      viewInternalCost: visitor.viewInternalCost,
    },
    parameters: { text: (name) => texts[name] ?? null, elementIn: () => undefined, entities: () => [] },
    integrationCode: null,
    publicUrl,
  };
}
