import type { Child } from 'hono/jsx';
import type { EmulatorContext } from '../../operations/emulator-context';

/** Who looks at a page. */
export interface Visitor {
  readonly id: number;
  readonly userName: string;
  readonly displayName: string;
  readonly administrator: boolean;
  readonly viewInternalCost: boolean;
}

/** One request for a page. */
export interface Visit {
  readonly visitor: Visitor;
  /** The number in the path; 0 where there is none. */
  readonly id: number;
  /** The path behind `/admin`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** How the visitor reaches this server: scheme, host and port. */
  readonly publicUrl: string;
  /** What a form sent; empty for a GET. */
  readonly form: URLSearchParams;
  /** The file that came with a form, whatever the browser takes it for. */
  readonly upload: Buffer | undefined;
  /** Throws a Refusal unless this is the visitor's own password; guessing is slowed as with the log-in. */
  readonly requirePassword: (password: string) => Promise<void>;
  /** Goes on with the session after its own password was changed, which ends all others. */
  readonly renewSession: () => Promise<void>;
}

/** A page to be shown in the frame of the console. */
export class View {
  constructor(
    readonly title: string,
    readonly body: Child,
    readonly status: number = 200,
  ) {}
}

/** Another page to go to, which shows a notice once. The path is behind `/admin`. */
export class Redirect {
  constructor(
    readonly path: string,
    readonly notice?: string,
  ) {}
}

/** An answer that is no page. */
export class Download {
  constructor(
    readonly mediaType: string,
    readonly content: string | Uint8Array,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** One page: who may see it, and what it shows or does. It may throw a Refusal, and then has done nothing. */
export interface Page {
  readonly method: 'get' | 'post';
  /** Behind `/admin`; the only variable part is `:id`, a number. */
  readonly path: string;
  readonly audience: 'everybody' | 'administrators';
  /** The name of the file field, where the form has one. */
  readonly file?: string;
  readonly answer: (context: EmulatorContext, visit: Visit) => Promise<View | Redirect | Download>;
}
