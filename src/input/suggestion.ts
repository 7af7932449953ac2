import { distance } from 'fastest-levenshtein';

/** A sentence that helps with an unknown name: a suggestion, or the list of known names. */
export function suggestion(unknownName: string, known: readonly string[]): string {
  const near = nearest(unknownName, known);
  if (near !== undefined) return ` Did you mean ${near}?`;
  return known.length === 0 ? '' : ` There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`;
}

/** The known name nearest to an unknown one; undefined where none is near. */
export function nearest(unknownName: string, known: readonly string[]): string | undefined {
  const wanted = comparable(unknownName);
  const [best] = known
    .map((name) => ({ name, bare: comparable(name) }))
    .map(({ name, bare }) => ({ name, bare, edits: distance(wanted, bare) }))
    .filter(({ bare, edits }) => edits <= tolerance(bare) || isPart(wanted, bare))
    .sort((one, other) => one.edits - other.edits);
  return best?.name;
}

/** A name for comparison, without case and word separators. */
export function comparable(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

/** The accepted edit distance: two, as for two transposed letters, and more in a long name. */
function tolerance({ length }: string): number {
  if (length < 4) return length < 3 ? 0 : 1;
  return Math.max(2, Math.floor(length / 3));
}

/** Whether one name is a part of the other, such as status of httpStatus. */
function isPart(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.length > 2 && longer.includes(shorter);
}
