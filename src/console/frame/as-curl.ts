// A SOAP call as a command line of curl.
/** A call of the endpoint, as a client sends it. */
export interface SentCall {
  readonly url: string;
  readonly user: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The command that sends a call again; the password is asked for. */
export function asCurl({ url, user, headers, body }: SentCall): string {
  const end = endOf(body);
  return [
    `curl -u ${quoted(user)} \\`,
    ...Object.entries(headers).map(([name, value]) => `  -H ${quoted(`${name}: ${value}`)} \\`),
    `  --data-binary @- ${quoted(url)} <<'${end}'`,
    body,
    end,
  ].join('\n');
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A line that the text does not have. */
function endOf(body: string): string {
  const lines = new Set(body.split('\n'));
  let end = 'XML';
  while (lines.has(end)) end += '_';
  return end;
}
