// Addresses of links that keep the query of the present page.
/** The changes of a query in the address of a link; undefined removes a parameter. */
export type Changes = Readonly<Record<string, string | number | undefined>>;

/** The address of a page, behind `/admin`, with the present query but for some changes. */
export function address(path: string, query: URLSearchParams, changes: Changes = {}): string {
  const target = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) target.delete(name);
    else target.set(name, String(value));
  }
  return target.size === 0 ? path : `${path}?${target.toString()}`;
}
