// Menus, filter chips and segments.
import type { Child, FC } from 'hono/jsx';
import { count } from './figures';
import { Icon } from './icon';
import { Link } from './parts';

/** A button that opens a list of what can be done or chosen: a popover, which needs no script. */
export const Menu: FC<{
  /** Of the list; there is one on a page. */
  readonly id: string;
  /** The text of the button; without it, it has three dots. */
  readonly text?: Child;
  /** The name of a button without text. */
  readonly label?: string;
  readonly class?: string;
  /** The list opens to the left, as the button stands at the right edge. */
  readonly atEnd?: boolean;
  /** Items, each a link, or a form with a button. A part that begins is `<MenuItem part>`. */
  readonly children?: Child;
}> = ({ id, text, label, class: className, atEnd = false, children }) => (
  <>
    <button
      type="button"
      class={className ?? (text === undefined ? 'quiet bare' : undefined)}
      popovertarget={id}
      aria-label={label}
    >
      {text === undefined ? (
        <Icon name="more" />
      ) : (
        <>
          {text}
          <Icon name="down" />
        </>
      )}
    </button>
    <ul class={atEnd ? 'menu end' : 'menu'} id={id} popover="auto">
      {children}
    </ul>
  </>
);

/** One item of a menu; `part` draws a line above it. */
export const MenuItem: FC<{ readonly part?: boolean; readonly children?: Child }> = ({ part, children }) => (
  <li class={part ? 'part' : undefined}>{children}</li>
);

/** One value that a chip offers. */
export interface Choice {
  readonly label: string;
  /** Behind `/admin`. */
  readonly to: string;
  readonly isChosen: boolean;
  /** How many there are, where that is known. */
  readonly count?: number | undefined;
}

/** A filter with one of several values: a menu of links, each an address of its own. */
export const Chip: FC<{
  readonly id: string;
  readonly label: string;
  /** The label of what is chosen; undefined: nothing is filtered out. */
  readonly chosen: string | undefined;
  readonly choices: readonly Choice[];
}> = ({ id, label, chosen, choices }) => (
  <Menu
    id={id}
    class={chosen === undefined ? 'chip' : 'chip set'}
    text={chosen === undefined ? label : `${label}: ${chosen}`}
  >
    {choices.map((choice) => (
      <MenuItem>
        <Link to={choice.to} chosen={choice.isChosen}>
          {choice.label}
          {choice.count !== undefined && <small>{count(choice.count)}</small>}
        </Link>
      </MenuItem>
    ))}
  </Menu>
);

/** A filter with few values that exclude each other, all of them in sight. */
export const Segment: FC<{ readonly label: string; readonly choices: readonly Choice[] }> = ({
  label,
  choices,
}) => (
  <nav class="segment" aria-label={label}>
    {choices.map((choice) => (
      <Link to={choice.to} chosen={choice.isChosen}>
        {choice.label} {choice.count !== undefined && <small>{count(choice.count)}</small>}
      </Link>
    ))}
  </nav>
);
