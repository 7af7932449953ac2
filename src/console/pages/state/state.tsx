// One page to set the emulator up for a test: its clock, fault rules, snapshots, reset, limits, data and log-ins.
import type { EmulatorContext } from '../../../operations/emulator-context';
import { Refusal } from '../../../refusals/refusal';
import { ClockError } from '../../../runtime/clock';
import { DataFileError } from '../../../store/data-file-error';
import { demoAccess } from '../../../tenant/demo-log-ins';
import { Redirect, View, type Page, type Visit } from '../../frame/page';
import { Moment } from '../../frame/parts';
import { changeClock, CLOCK, ClockPanel } from './clock';
import { DataPanel, LimitPanel, LogInPanel, ServerPanel } from './facts';
import { changeFaultRules, FaultPanel, FAULTS } from './fault-rules';
import type { Part, Refused } from './refused';
import { reset, RESET, ResetPanel } from './reset';
import { changeSnapshots, downloadSnapshot, keepUpload, SnapshotPanel, SNAPSHOTS, UPLOAD } from './snapshots';

const PATH = '/state';

/** The page, and where its forms are sent. */
export const STATE: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: (context, visit) => stateView(context, visit),
  },
  { method: 'get', path: SNAPSHOTS, audience: 'administrators', answer: downloadSnapshot },
  action(CLOCK, 'clock', changeClock),
  action(FAULTS, 'faults', changeFaultRules),
  action(SNAPSHOTS, 'snapshots', changeSnapshots),
  { ...action(UPLOAD, 'snapshots', keepUpload), file: 'snapshot' },
  action(RESET, 'reset', reset),
];

/** A form of the page: back to it with a notice, or the sentence of the refusal in its panel. */
function action(
  path: string,
  part: Part,
  work: (context: EmulatorContext, visit: Visit) => Promise<string>,
): Page {
  return {
    method: 'post',
    path,
    audience: 'administrators',
    answer: async (context, visit) => {
      try {
        return new Redirect(`${PATH}#${part}`, await work(context, visit));
      } catch (error) {
        const isRefused =
          error instanceof Refusal || error instanceof ClockError || error instanceof DataFileError;
        if (!isRefused) throw error;
        const field = error instanceof Refusal ? error.field : undefined;
        return stateView(context, visit, { part, message: error.message, field, form: visit.form });
      }
    },
  };
}

async function stateView(context: EmulatorContext, { publicUrl }: Visit, refused?: Refused): Promise<View> {
  const { store, clock, timeZone, startedAt } = context;
  const problem = (part: Part): string | undefined =>
    refused?.part === part && refused.field === undefined ? refused.message : undefined;
  return new View(
    'State of the emulator',
    <div class="columns">
      <div class="stack">
        <ClockPanel context={context} problem={problem('clock')} />
        <FaultPanel
          rules={await context.faultRules.list()}
          operations={context.operations}
          problem={problem('faults')}
          refused={refused?.part === 'faults' ? refused : undefined}
        />
        <SnapshotPanel
          snapshots={await store.snapshots.list()}
          limit={context.settings.maxSnapshot}
          problem={problem('snapshots')}
        />
        <ResetPanel mayReset={context.mayReset} problem={problem('reset')} />
      </div>
      <div class="stack">
        <LogInPanel access={await demoAccess(store)} domain={(await store.tenant.read()).domain} />
        <ServerPanel context={context} publicUrl={publicUrl} />
        <LimitPanel context={context} requests={await store.usage.count(clock.now())} />
        <DataPanel context={context} resources={await store.lifecycle.count()} />
      </div>
    </div>,
    {
      status: refused ? 422 : 200,
      actions: (
        <p class="dot ok muted">
          Runs since <Moment at={startedAt} zone={timeZone} />
        </p>
      ),
    },
  );
}
