import { problemOfRefusal } from '../../http/problem';
import { Refusal } from '../../refusals/refusal';
import { Objection } from '../../updates/checks';

/** What the rules say against a form: sentences by field name, '' for what is about no field. */
export type Objections = Readonly<Partial<Record<string, string>>>;

/** The sentence that belongs to none of these fields, and so stands above the form. */
export function objectionBeside(objections: Objections, fields: readonly string[]): string | undefined {
  return Object.entries(objections).find(([field]) => !fields.includes(field))?.[1];
}

/** The objections that a refusal stands for. What is no refusal is thrown on. */
export function objectionsOf(error: unknown): Objections {
  if (error instanceof Objection) {
    return Object.fromEntries([...error.byField].map(([name, { message }]) => [name, message]));
  }
  if (!(error instanceof Refusal)) throw error;
  const { field = '', message } = problemOfRefusal(error);
  return { [field]: message };
}
