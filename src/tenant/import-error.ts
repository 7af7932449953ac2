/** A file that was not imported; each problem says where it is. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
