import { distance } from 'fastest-levenshtein';

/** A sentence that helps with a name that is not known: the one that was probably meant, or all there are. */
export function suggestion(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  if (near !== undefined) return ` Did you mean ${near}?`;
  return known.length === 0 ? '' : ` There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`;
}

/** The known name that is most like the given one; undefined where none is like it. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = plain(given);
  const [best] = known
    .map((name) => ({ name, bare: plain(name) }))
    .map(({ name, bare }) => ({ name, bare, away: distance(wanted, bare) }))
    .filter(({ bare, away }) => away <= tolerance(bare) || isPart(wanted, bare))
    .sort((one, other) => one.away - other.away);
  return best?.name;
}

/** A name as it is compared: neither case nor what separates words counts. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

/** How many letters may be wrong: two, which two that changed places are, and more in a long name. */
function tolerance({ length }: string): number {
  if (length < 4) return length < 3 ? 0 : 1;
  return Math.max(2, Math.floor(length / 3));
}

/** Whether one is a part of the other, such as status of httpStatus. */
function isPart(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.length > 2 && longer.includes(shorter);
}
