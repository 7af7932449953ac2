// What a page is: its path and audience, its visitor and request, and the kinds of its answer.
import type { Readable } from 'node:stream';
import type { Child } from 'hono/jsx';
import type { EmulatorContext } from '../../operations/emulator-context';
import type { Refusal } from '../../refusals/refusal';

/** The resource that looks at a page. */
export interface Visitor {
  readonly id: number;
  readonly userName: string;
  readonly displayName: string;
  readonly administrator: boolean;
  readonly viewInternalCost: boolean;
}

/**
 * Hands the bytes of a file to `take` as they come, whatever its declared type, with its name where it came from.
 * Answers what `take` answers; undefined: no file was chosen. Beyond `limit` bytes, they fail with `tooLarge`.
 */
export type TakeFile = <T>(
  limit: number,
  tooLarge: () => Refusal,
  take: (bytes: Readable, name: string) => Promise<T>,
) => Promise<T | undefined>;

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
  /** Whether the visitor's connection is gone. */
  readonly isGone: () => boolean;
  /** The fields of a form; empty for a GET. */
  readonly form: URLSearchParams;
  /** Reads the file that comes with a form, as far as the limit. */
  readonly takeFile: TakeFile;
  /** Throws a Refusal unless this is the visitor's own password; guessing is slowed as with the log-in. */
  readonly requirePassword: (password: string) => Promise<void>;
  /** Goes on with the session after its own password was changed, which ends all others. */
  readonly renewSession: () => Promise<void>;
}

/** One step on the way to a page; the last one is the page itself. The path is behind `/admin`. */
export interface Crumb {
  readonly name: string;
  readonly to?: string;
}

/** The frame around the body of a page. */
export interface Surround {
  readonly status?: number;
  /** The way to the page from its place in the side bar; left out, the page is that place. */
  readonly crumbs?: readonly Crumb[];
  /** Before the heading. */
  readonly photo?: Child;
  /** Beside the heading. */
  readonly state?: Child;
  /** One line below the heading. */
  readonly lead?: Child;
  /** At the right of the heading: at most one primary button. */
  readonly actions?: Child;
  /** Below the panel of a page without a log-in. */
  readonly aside?: Child;
}

/** A page to be shown in the frame of the console. */
export class View {
  constructor(
    readonly title: string,
    readonly body: Child,
    readonly around: Surround = {},
  ) {}
}

/** A sentence that the next page shows once, with the form that undoes the action. */
export interface Notice {
  readonly text: string;
  readonly undo?: {
    readonly action: string;
    readonly fields: readonly (readonly [name: string, value: string])[];
  };
}

/** Another page to go to, which shows a notice once. The path is behind `/admin`. */
export class Redirect {
  readonly notice: Notice | undefined;

  constructor(
    readonly path: string,
    notice?: string | Notice,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    this.notice = typeof notice === 'string' ? { text: notice } : notice;
  }
}

/** An answer that is no page. */
export class Download {
  constructor(
    readonly mediaType: string,
    readonly content: string | Uint8Array | Readable,
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
