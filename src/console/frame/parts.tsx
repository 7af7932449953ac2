// Small parts of pages: links, panels, facts, tables, times, texts to copy.
import { useContext, type Child, type FC, type PropsWithChildren } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import { CONSOLE_PATH } from '../../http/paths';
import { Alert } from './callout';
import { Icon } from './icon';
import { RenderingContext } from './rendering';

/** A link to a page of the console; the path is behind `/admin`. */
export const Link: FC<
  PropsWithChildren<{
    readonly to: string;
    readonly class?: string | undefined;
    /** It leads to this page. */
    readonly current?: boolean;
    /** It stands for what is chosen among others. */
    readonly chosen?: boolean;
  }>
> = ({ to, class: className, current = false, chosen = false, children }) => (
  <a href={CONSOLE_PATH + to} class={className} aria-current={current ? 'page' : chosen ? 'true' : undefined}>
    {children}
  </a>
);

/** A box for one of several things on a page. */
export const Panel: FC<
  PropsWithChildren<{
    readonly title: string;
    /** Beside the title, at the right edge. */
    readonly aside?: Child;
    readonly footer?: Child;
    readonly id?: string;
    /** The sentence of a refusal of one of its forms. */
    readonly problem?: string | undefined;
    /** Its actions cannot be undone. */
    readonly isRisk?: boolean;
    /** It stays in sight while the page is scrolled. */
    readonly stays?: boolean;
    /** Tables and forms bring their own space. */
    readonly isFlush?: boolean;
  }>
> = ({ title, aside, footer, id, problem, isRisk = false, stays = false, isFlush = false, children }) => (
  <section class={['panel', isRisk && 'risk', stays && 'stay'].filter(Boolean).join(' ')} id={id}>
    <header class="row">
      <h2>{title}</h2>
      {aside !== undefined && <div class="row push">{aside}</div>}
    </header>
    {problem !== undefined && (
      <div class="body">
        <Alert text={problem} />
      </div>
    )}
    {isFlush ? children : <div class="body stack tight">{children}</div>}
    {footer !== undefined && <footer>{footer}</footer>}
  </section>
);

/** A table of a few rows that scrolls sideways on its own where it does not fit. Long lists are a Grid. */
export const Table: FC<{
  /** The subject of the table, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Child[];
  readonly rows: readonly (readonly Child[])[];
}> = ({ caption, columns, rows }) => (
  <div class="scroll" role="region" aria-label={caption} tabindex={0}>
    <table>
      <caption class="sr">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr>
            {cells.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** Text as it is, line by line. */
export const Source: FC<PropsWithChildren<{ readonly label: string; readonly id?: string }>> = ({
  label,
  id,
  children,
}) => (
  <pre class="code" id={id} role="region" aria-label={label} tabindex={0}>
    {children}
  </pre>
);

/** Names and values. With `inLines`, a name and its value are on one line. */
export const Facts: FC<{
  readonly of: readonly (readonly [name: Child, value: Child])[];
  readonly inLines?: boolean;
}> = ({ of, inLines = false }) => (
  <dl class={inLines ? 'facts lines' : 'facts'}>
    {of.map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** The facts of one group of fields, in the place where the form has its inputs. */
export const FactSection: FC<PropsWithChildren<{ readonly title: string }>> = ({ title, children }) => (
  <section class="section">
    <header>
      <h2>{title}</h2>
    </header>
    {children}
  </section>
);

/** The sign for no value. */
export const Nothing: FC = () => <span class="muted">–</span>;

/** An instant as the wall clock of the tenant shows it; the frame names the zone, once a page. */
export const Moment: FC<{ readonly at: string; readonly zone: TimeZone }> = ({ at, zone }) => {
  useContext(RenderingContext).zones.add(zone.name);
  return <time datetime={at}>{zone.wallClock(new Date(at)).replace('T', ' ').slice(0, 19)}</time>;
};

/** A button that copies a text; it is there where scripts are. `from`: the id of the element with the text. */
export const Copy: FC<{ readonly label: string; readonly text?: string; readonly from?: string }> = ({
  label,
  text,
  from,
}) => (
  <button class="quiet bare" type="button" aria-label={label} data-copy={text} data-copy-from={from} hidden>
    <Icon name="copy" />
  </button>
);
