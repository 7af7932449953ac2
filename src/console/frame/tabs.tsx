// Tabs.
import type { Child, FC } from 'hono/jsx';
import { Badge } from './callout';
import { Link } from './parts';

/** Views of one thing, each a page of its own. */
export const Tabs: FC<{
  /** The subject of the views. */
  readonly label: string;
  readonly tabs: readonly {
    readonly name: string;
    readonly to: string;
    readonly isChosen: boolean;
    readonly count?: number | string | undefined;
  }[];
}> = ({ label, tabs }) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map(({ name, to, isChosen, count }) => (
      <Link to={to} current={isChosen}>
        {name}
        {count !== undefined && (
          <>
            {' '}
            <Badge>{count}</Badge>
          </>
        )}
      </Link>
    ))}
  </nav>
);

/** One tab of a form. */
export interface FormTab {
  /** The value of `tab` that the form sends while it is open. */
  readonly value: string;
  readonly name: string;
  /** How many of its fields need another value. */
  readonly violations: number;
  readonly fields: Child;
}

/** The parts of one form, three at most: radio buttons show them, and typed values stay. The form is `tabbed`. */
export const FormTabs: FC<{ readonly tabs: readonly FormTab[]; readonly open: string }> = ({
  tabs,
  open,
}) => (
  <>
    <fieldset class="tabs">
      <legend class="sr">Tab</legend>
      {tabs.map(({ value, name, violations }, index) => (
        <label>
          <input class={`sr t${index + 1}`} type="radio" name="tab" value={value} checked={value === open} />
          {name}
          {violations > 0 && (
            <>
              {' '}
              <Badge tone="bad">
                {violations}
                <span class="sr">{violations === 1 ? ' field to change' : ' fields to change'}</span>
              </Badge>
            </>
          )}
        </label>
      ))}
    </fieldset>
    {tabs.map(({ fields }, index) => (
      <div class={`p${index + 1}`}>{fields}</div>
    ))}
  </>
);
