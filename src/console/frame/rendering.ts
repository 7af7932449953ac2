// What the parts of one page share while it is rendered.
import { createContext, jsx, type Child } from 'hono/jsx';
import { raw } from 'hono/html';

/** The token and the time zones that the parts of a page share. */
export interface Rendering {
  /** The token of forms, so that no other site can send them. */
  readonly csrfToken: string;
  /** The zones of the times on the page; each is named once. */
  readonly zones: Set<string>;
}

/** Where parts find what they share. */
export const RenderingContext = createContext<Rendering>({ csrfToken: '', zones: new Set() });

/** Parts as HTML text, to be placed in others. */
export async function rendered(rendering: Rendering, parts: Child): Promise<Child> {
  return raw(await jsx(RenderingContext.Provider, { value: rendering }, parts).toString());
}
