// Starting over: the seed again, and the log-in that goes on.
import type { FC } from 'hono/jsx';
import { startOver } from '../../../lifecycle/start-over';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { sentence } from '../../../refusals/refusal';
import { Callout } from '../../frame/callout';
import { ConfirmMenu } from '../../frame/confirm-menu';
import type { Visit } from '../../frame/page';
import { Panel } from '../../frame/parts';
import { SameBy } from '../../frame/same-by';

export const RESET = '/state/reset';

/** Replaces all data by the seed, and says so. */
export async function reset(context: EmulatorContext, { visitor, renewSession }: Visit): Promise<string> {
  const { passwords } = context.store;
  const [before] = await passwords.history(visitor.id);
  await startOver(context);
  const [after] = await passwords.history(visitor.id);
  // All log-ins end with the data; the visitor's own goes on where it would succeed again.
  if (before !== undefined && before === after) await renewSession();
  return 'The emulator started over.';
}

export const ResetPanel: FC<{ readonly mayReset: boolean; readonly problem: string | undefined }> = ({
  mayReset,
  problem,
}) => (
  <Panel
    id="reset"
    title="Start over"
    problem={problem}
    isRisk
    aside={
      mayReset && (
        <ConfirmMenu
          id="reset-menu"
          text="Reset"
          class="small danger"
          action={RESET}
          fields={[]}
          done="Replace all data by the seed"
          choice="reset"
        >
          What people and calls have changed since is lost. Snapshots stay.
        </ConfirmMenu>
      )
    }
  >
    {mayReset ? (
      <p class="muted">
        The seed again, no fault rules, an empty list of requests, the true time. Snapshots stay.
      </p>
    ) : (
      <Callout tone="info">{sentence('resetNotAllowed')}</Callout>
    )}
    <SameBy ways={[{ what: 'Reset', command: 'atws reset', call: 'POST /reset {}' }]} />
  </Panel>
);
