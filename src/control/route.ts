import type { z } from 'zod';
import type { Hasher } from '../passwords/hasher';
import type { DeleteContext } from '../lifecycle/delete';

/** What routes work with: everything the life cycle needs, with the address of the server as the client sees it. */
export interface ControlContext extends DeleteContext {
  readonly hasher: Hasher;
}

/** What a request brought: the number in its path, its query and its body, checked. */
interface Input<Q, B> {
  readonly id: number;
  readonly query: Q;
  readonly body: B;
}

/** An answer that is not JSON. */
export class TextAnswer {
  constructor(
    readonly mediaType: string,
    readonly text: string,
  ) {}
}

/** One route of the JSON API: what it takes, what it answers, and what it does. */
export interface Route {
  readonly method: 'get' | 'post';
  /** Behind `/_emulator`; the only variable part is `{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType;
  /** A media type of text that it answers when asked to. */
  readonly textForm: string | undefined;
  readonly status: 200 | 201;
  readonly handle: (context: ControlContext, input: Input<unknown, unknown>) => Promise<unknown>;
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/** Declares a route; `handle` gets the types of its schemas. */
export function route<
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(definition: {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: z.ZodType;
  readonly textForm?: string;
  readonly status?: 200 | 201;
  readonly handle: (context: ControlContext, input: Input<OutputOf<Q>, OutputOf<B>>) => Promise<unknown>;
}): Route {
  const { query, body, textForm, status = 200, handle } = definition;
  return {
    ...definition,
    query,
    body,
    textForm,
    status,
    // The input was checked with the schemas that `handle` has its types from.
    handle: (context, input) => handle(context, input as Input<OutputOf<Q>, OutputOf<B>>),
  };
}
