// Confirms what cannot be undone: the user name is typed once more.
import type { FC } from 'hono/jsx';
import { refusal } from '../../refusals/refusal';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import { Callout } from './callout';
import { Input } from './fields';
import { Link } from './parts';

/** The name of the field with which something that cannot be undone is confirmed. */
export const CONFIRMATION_FIELD = 'confirmation';

/** Asks to type the user name of the resource that the form is about. */
export const Confirmation: FC<{
  readonly userName: string;
  readonly typed: string;
  readonly violation: string | undefined;
}> = ({ userName, typed, violation }) => (
  <Input
    name={CONFIRMATION_FIELD}
    label={
      <>
        Type <code>{userName}</code> to confirm
      </>
    }
    value={typed}
    violation={violation}
    autocomplete="off"
    required
  />
);

/** The reason why a page has no form: the action would be refused. */
export const Obstacle: FC<{ readonly id: number; readonly why: string }> = ({ id, why }) => (
  <>
    <Callout tone="warn">{why}</Callout>
    <div class="row">
      <Link to={`/resources/${id}`} class="button">
        Back to the resource
      </Link>
    </div>
  </>
);

/** Throws a Refusal where something else was typed. */
export function requireConfirmed(form: URLSearchParams, { userName }: ResourceSummary): void {
  if (form.get(CONFIRMATION_FIELD)?.trim() !== userName.trim())
    throw refusal('confirmationDiffers', { userName });
}
