/**
 * A third of very many similar cases, by the number of what they are tried on: neighbours have different thirds, and
 * each case is tried on a third of all. With THOROUGH=true, as `npm run test:odd` has it, each is tried on everything.
 */
export function share<T>(cases: readonly T[], number: number): readonly T[] {
  return process.env['THOROUGH'] === 'true'
    ? cases
    : cases.filter((_case, index) => (index + number) % 3 === 0);
}

/** Cases with their numbers. */
export function numbered<T>(cases: readonly T[]): readonly (readonly [T, number])[] {
  return cases.map((one, index) => [one, index]);
}
