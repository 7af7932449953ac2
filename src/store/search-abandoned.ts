/** The client of a search went away. */
export class SearchAbandoned extends Error {
  override readonly name = 'SearchAbandoned';

  constructor() {
    super('The client of the search went away');
  }
}
