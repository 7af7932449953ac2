// The clock of the emulator: shown, stopped, moved and set.
import type { FC } from 'hono/jsx';
import type { TimeZone } from '../../../entities/time-zone';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { refusal } from '../../../refusals/refusal';
import type { ClockChange } from '../../../runtime/clock';
import { distance } from '../../../runtime/deviations';
import { Badge } from '../../frame/callout';
import { BareInput } from '../../frame/fields';
import { Form } from '../../frame/form';
import type { Visit } from '../../frame/page';
import { Moment, Panel } from '../../frame/parts';
import { SameBy } from '../../frame/same-by';

export const CLOCK = '/state/clock';

/** Does what a form of the clock asks for, and says so. */
export async function changeClock(
  { clock, timeZone }: EmulatorContext,
  { form, renewSession }: Visit,
): Promise<string> {
  const isReset = form.get('do') === 'reset';
  if (isReset) await clock.reset();
  else await clock.change(clockChange(form, timeZone));
  // Sessions end by this clock: a day later, even that of the person who moved it.
  await renewSession();
  if (isReset) return 'The clock shows the true time again.';
  const { now, frozen } = clock.state;
  return `The clock ${frozen ? 'stands still at' : 'shows'} ${wallClock(now.toISOString(), timeZone)}.`;
}

function clockChange(form: URLSearchParams, zone: TimeZone): ClockChange {
  const frozen = form.get('frozen');
  if (frozen !== null) return { frozen: frozen === 'true' };
  const tick = form.get('tick');
  if (tick !== null) return { tick: Number(tick) };
  const [time, seconds = ':00'] = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?/.exec(form.get('now') ?? '') ?? [];
  const wanted = `${time?.slice(0, 16)}${seconds}.000`;
  if (Number.isNaN(Date.parse(`${wanted}Z`))) throw refusal('clockTimeNotValid');
  return { now: zone.instant(wanted) };
}

function wallClock(at: string, zone: TimeZone): string {
  return zone.wallClock(new Date(at)).replace('T', ' ').slice(0, 19);
}

/** How far the clock can be moved by one button. */
const STEPS = [
  ['+ 1 hour', 3_600_000],
  ['+ 1 day', 86_400_000],
  ['+ 7 days', 604_800_000],
] as const;

export const ClockPanel: FC<{ readonly context: EmulatorContext; readonly problem: string | undefined }> = ({
  context: { clock, timeZone },
  problem,
}) => {
  const { now, offset, frozen } = clock.state;
  const isMoved = offset !== 0 || frozen;
  return (
    <Panel
      id="clock"
      title="Clock"
      problem={problem}
      isFlush
      aside={
        <>
          {isMoved && <Badge tone="warn">{frozen ? 'stands still' : distance(offset)}</Badge>}
          {isMoved && (
            <Form action={CLOCK}>
              <button class="small" name="do" value="reset">
                Back to the true time
              </button>
            </Form>
          )}
        </>
      }
      footer={
        <div class="stack tight">
          <div class="row apart">
            <Form action={CLOCK} class="row" label="Clock">
              <button class="small" name="frozen" value={String(!frozen)}>
                {frozen ? 'Go on' : 'Stop'}
              </button>
              {STEPS.map(([text, milliseconds]) => (
                <button class="small" name="tick" value={String(milliseconds)}>
                  {text}
                </button>
              ))}
            </Form>
            <Form action={CLOCK} class="row" label="Set the clock">
              <label for="now" class="muted">
                Set to
              </label>
              <BareInput
                name="now"
                label="Set to"
                type="datetime-local"
                step="1"
                value={timeZone.wallClock(now).slice(0, 19)}
                required
              />
              <button>Set</button>
            </Form>
          </div>
          <SameBy
            ways={[
              { what: 'Show', command: 'atws clock show', call: 'GET /clock' },
              {
                what: frozen ? 'Go on' : 'Stop',
                command: frozen ? 'atws clock unfreeze' : 'atws clock freeze',
                call: `PUT /clock {"frozen": ${String(!frozen)}}`,
              },
              { what: 'Move on', command: 'atws clock advance 1d', call: 'PUT /clock {"tick": 86400000}' },
              {
                what: 'Set',
                command: `atws clock set ${now.toISOString().slice(0, 19)}Z`,
                call: `PUT /clock {"now": "${now.toISOString().slice(0, 19)}Z"}`,
              },
              { what: 'True time', command: 'atws clock reset', call: 'DELETE /clock' },
            ]}
          />
        </div>
      }
    >
      <div class="body stack tight">
        <p class="row apart">
          <b class="big">
            <Moment at={now.toISOString()} zone={timeZone} />
          </b>
          <small>
            {isMoved ? (
              <>
                true time <Moment at={new Date(now.getTime() - offset).toISOString()} zone={timeZone} />
              </>
            ) : (
              'the true time'
            )}
          </small>
        </p>
      </div>
    </Panel>
  );
};
