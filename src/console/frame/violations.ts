// The sentences of a refused form, by field.
import { problemOfRefusal } from '../../http/problem';
import { Refusal } from '../../refusals/refusal';
import { Violation } from '../../updates/checks';

/** The sentences of a refused form by field name; '' for those about no field. */
export type Violations = Readonly<Partial<Record<string, string>>>;

/** The sentence about no field of the form, which stands above it. */
export function violationBeside(violations: Violations, fields: readonly string[]): string | undefined {
  return Object.entries(violations).find(([field]) => !fields.includes(field))?.[1];
}

/** The violations that a refusal stands for. What is no refusal is thrown on. */
export function violationsOf(error: unknown): Violations {
  if (error instanceof Violation) {
    return Object.fromEntries([...error.byField].map(([name, { message }]) => [name, message]));
  }
  if (!(error instanceof Refusal)) throw error;
  const { field = '', message } = problemOfRefusal(error);
  return { [field]: message };
}
