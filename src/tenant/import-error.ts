/** A file that was not imported; each problem says where it is. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  /** `count`: of all problems, where only the first are listed. */
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
