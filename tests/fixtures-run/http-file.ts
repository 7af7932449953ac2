/** One request of an .http file, with its variables filled in, and what its comments promise. */
export interface HttpRequest {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** `# Expect: STATUS` */
  readonly status: number;
  /** `# Contains: TEXT` of the answer */
  readonly contains: string | undefined;
}

/**
 * Reads an .http file as the HTTP clients of JetBrains IDEs and of VS Code do: `@name = value`, requests
 * separated by `###`, comments with `#`, and `Basic USER PASSWORD` to be encoded.
 */
export function readHttpFile(
  source: string,
  overrides: Readonly<Record<string, string>>,
): readonly HttpRequest[] {
  const [preamble = '', ...requests] = source.split(/^###/m);
  const variables = new Map<string, string>();
  for (const [, name = '', value = ''] of preamble.matchAll(/^@(\w+) = (.*)$/gm)) variables.set(name, value);
  for (const [name, value] of Object.entries(overrides)) variables.set(name, value);
  const fill = (text: string): string =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (all, name: string) => {
      const value = variables.get(name);
      if (value === undefined) throw new Error(`${all} is not declared`);
      return value;
    });
  return requests.map((request) => readRequest(fill(request)));
}

function readRequest(source: string): HttpRequest {
  const end = source.indexOf('\n\n');
  const [title = '', ...head] = (end === -1 ? source : source.slice(0, end)).trim().split('\n');
  const comments = head.filter((line) => line.startsWith('#'));
  const [start = '', ...headers] = head.filter((line) => !line.startsWith('#'));
  const [, method, url] = /^(GET|POST|PUT|DELETE) (\S+)$/.exec(start) ?? [];
  const status = promised(comments, 'Expect');
  if (method === undefined || url === undefined || status === undefined) {
    throw new Error(`"${title}" needs a start line and a comment with the status`);
  }
  return {
    title,
    method,
    url,
    headers: Object.fromEntries(headers.map(readHeader)),
    body: end === -1 ? undefined : source.slice(end).trim() || undefined,
    status: Number(status),
    contains: promised(comments, 'Contains'),
  };
}

function promised(comments: readonly string[], what: string): string | undefined {
  return comments.find((line) => line.startsWith(`# ${what}: `))?.slice(`# ${what}: `.length);
}

function readHeader(line: string): readonly [name: string, value: string] {
  const [, name, value] = /^([\w-]+): (.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`${line} is no header`);
  const [, user, password] = /^Basic (\S+) (\S+)$/.exec(value) ?? [];
  if (user === undefined || password === undefined) return [name, value];
  return [name, `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`];
}
