/** A search took longer than it may. */
export class SearchTimeout extends Error {
  override readonly name = 'SearchTimeout';

  constructor(readonly seconds: number) {
    super(`A search took longer than ${seconds} seconds`);
  }
}
