// One figure in large digits, with its name.
import type { Child, FC } from 'hono/jsx';
import { count } from './figures';
import { Link } from './parts';

/** A card of a list of figures (`dl`). */
export const FigureCard: FC<{
  readonly name: string;
  readonly figure: number;
  /** The page that has the figure in detail. */
  readonly to?: string;
  readonly beside?: string;
  /** A bar below the figure. */
  readonly meter?: Child;
}> = ({ name, figure, to, beside, meter }) => (
  <div class="panel body">
    <dt>{name}</dt>
    <dd>
      <span class="big">{to === undefined ? count(figure) : <Link to={to}>{count(figure)}</Link>}</span>
      {beside !== undefined && <span class="muted"> {beside}</span>}
      {meter}
    </dd>
  </div>
);
