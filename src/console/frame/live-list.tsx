// A list that tells how many newer entries there are.
import type { FC, PropsWithChildren } from 'hono/jsx';
import { CONSOLE_PATH } from '../../http/paths';

/** Where a script asks how many newer ones there are, and the path that tells it. */
export interface Newer {
  /** Behind `/admin`. */
  readonly path: string;
  /** The query with the filters. */
  readonly query: URLSearchParams;
  /** The id of the newest that is known. */
  readonly after: number;
}

/** A list of what comes in, beside what is chosen in it. Scripts ask for newer ones; without, there is Refresh. */
export const LiveList: FC<
  PropsWithChildren<{
    readonly label: string;
    readonly class: string;
    readonly newer: Newer;
  }>
> = ({ label, class: className, newer: { path, query, after }, children }) => {
  const asked = new URLSearchParams(query);
  asked.set('after', String(after));
  return (
    <ol
      class={`list items ${className}`}
      aria-label={label}
      data-newer={`${CONSOLE_PATH}${path}?${asked.toString()}`}
    >
      {children}
    </ol>
  );
};

/** The answer about newer entries, for the script. */
export function newerAnswer(count: number): string {
  return JSON.stringify({ newer: count });
}
