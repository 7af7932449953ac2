import type { Call } from '../../operations/operation';
import type { Visit } from './page';

/** A call of an operation with text parameters, as the visitor would make it. */
export function callBy(
  { visitor, publicUrl, isGone }: Pick<Visit, 'visitor' | 'publicUrl' | 'isGone'>,
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
    isGone,
  };
}
