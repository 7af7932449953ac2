import type { Login } from '../support/emulator';

/** An answer of the console. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

/** A client of the console without a browser, with its cookies and the token of the last page. */
export class Visitor {
  #cookie: string;
  #token = '';

  /** `cookie`: the cookies of an earlier visitor. */
  constructor(
    readonly server: { readonly origin: string },
    cookie = '',
  ) {
    this.#cookie = cookie;
  }

  /** The path follows `/admin`. Redirects are not followed. */
  async get(path: string): Promise<PageAnswer> {
    return this.#fetch(path, {});
  }

  /** Sends a form with the token of the last page. */
  async post(
    path: string,
    fields: Readonly<Record<string, string | readonly string[]>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PageAnswer> {
    const body = new URLSearchParams('_csrf' in fields ? {} : { _csrf: this.#token });
    for (const [name, values] of Object.entries(fields)) {
      for (const value of [values].flat()) body.append(name, value);
    }
    return this.#fetch(path, { method: 'POST', body, headers });
  }

  /** Sends a form with one file of a media type. */
  async upload(path: string, field: string, bytes: Uint8Array, type: string): Promise<PageAnswer> {
    const body = new FormData();
    body.append(field, new Blob([bytes], { type }), 'file');
    return this.#fetch(`${path}?_csrf=${this.#token}`, { method: 'POST', body });
  }

  async logIn({ user, password }: Login): Promise<PageAnswer> {
    const answer = await this.post('/log-in', { userName: user, password });
    if (answer.status === 303) await this.get('/profile');
    return answer;
  }

  /** The cookies. */
  get cookie(): string {
    return this.#cookie;
  }

  /** The token of the last page that had a form. */
  get token(): string {
    return this.#token;
  }

  async #fetch(path: string, init: RequestInit): Promise<PageAnswer> {
    const headers = new Headers(init.headers);
    if (this.#cookie !== '') headers.set('Cookie', this.#cookie);
    const response = await fetch(`${this.server.origin}/admin${path}`, {
      ...init,
      redirect: 'manual',
      headers,
    });
    const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith('atws_session='));
    if (set !== undefined) this.#cookie = set.split(';')[0] ?? '';
    const html = await response.text();
    this.#token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? this.#token;
    return { status: response.status, headers: response.headers, html };
  }
}

/** A visitor who is logged in. */
export async function visitor(server: { readonly origin: string }, login: Login): Promise<Visitor> {
  const somebody = new Visitor(server);
  const { status, html } = await somebody.logIn(login);
  if (status !== 303) throw new Error(`Not logged in: ${html}`);
  return somebody;
}
