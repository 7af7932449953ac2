/** A file that was refused as a whole; each problem names its place. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  /** `count`: the number of all problems, of which the first are listed. */
  constructor(
    readonly problems: readonly string[],
    count = problems.length,
  ) {
    super([...problems, ...total(count, problems.length)].join('\n'));
  }
}

function total(count: number, listed: number): readonly string[] {
  if (count <= 1) return [];
  return [`${count} problems${count > listed ? `, of which these are the first ${listed}` : ''}.`];
}
