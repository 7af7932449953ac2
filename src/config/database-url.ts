/** Whether the place of the data is a PostgreSQL database, `postgres://user@host/database`, and no file. */
export function isDatabaseUrl(data: string): boolean {
  return /^postgres(ql)?:\/\//i.test(data);
}

/** The place of the data as it may be shown: the URL of a database without a password. */
export function shownPlace(data: string): string {
  if (!isDatabaseUrl(data)) return data;
  return data
    .replace(/^(\w+:\/\/[^:@/?]*:).*@/, '$1******@')
    .replace(/([?&](?:ssl)?password=)[^&]*/gi, '$1******');
}
