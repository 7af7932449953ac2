// Requests of the timeframe against their limit, refusals by sentence, and licenses in use.
import type { FC } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import { licenses } from '../../lifecycle/licenses';
import type { Tally } from '../../runtime/tally';
import { TIMEFRAME_MINUTES, type HourOfUse } from '../../store/emulator/usage-store';
import { axisFor, BarChart } from '../frame/bar-chart';
import { Bar, BarPanel, Legend, type BarKind, type BarRow } from '../frame/bars';
import { FigureCard } from '../frame/figure-card';
import { count } from '../frame/figures';
import { View, type Page } from '../frame/page';
import { Link, Moment, Panel } from '../frame/parts';

/** The page of usage. */
export const USAGE: readonly Page[] = [
  {
    method: 'get',
    path: '/usage',
    audience: 'administrators',
    answer: async ({ store, clock, timeZone, threshold, journal: { tally } }) => {
      const now = clock.now();
      const hours = (await store.usage.lastDay(now)).map((hour) => partsOf(hour, tally));
      const used = await licenses(store);
      const active = used.reduce((sum, one) => sum + one.active, 0);
      const requests = await store.usage.count(now);
      const refusals = tally.refusals.list();
      const calls = tally.operations.list();
      return new View(
        'Usage',
        <div class="stack">
          <dl class="cards four">
            <FigureCard
              name={`Requests of the last ${TIMEFRAME_MINUTES} minutes`}
              figure={requests}
              beside={`of ${count(threshold)} (threshold)`}
              meter={<Bar parts={[['v1', Math.min(requests, threshold)]]} most={threshold} />}
            />
            <FigureCard
              name="Requests of the last 24 hours"
              figure={hours.reduce((sum, hour) => sum + hour.requests, 0)}
            />
            <FigureCard
              name="Refused"
              figure={refusals.reduce((sum, [, refused]) => sum + refused, 0)}
              beside={`of ${count(calls.reduce((sum, [, made]) => sum + made, 0))} calls counted below`}
            />
            <FigureCard
              name="Licenses in use"
              figure={active}
              beside={`active resources of ${count(await store.lifecycle.count())}`}
            />
          </dl>
          <HoursPanel hours={hours} threshold={threshold} zone={timeZone} />
          <p class="muted">
            {tally.since === null ? (
              'Which calls there are is counted from the first one on.'
            ) : (
              <>
                Calls to this server since <Moment at={tally.since} zone={timeZone} />, the last time that the
                list of requests was empty.
              </>
            )}
          </p>
          <div class="cards">
            <BarPanel
              title="Refusals"
              caption="Refusals by sentence"
              rows={barsOf(refusals, 'v2')}
              aside={
                <Link to="/requests?result=refused">
                  <small>Show the calls</small>
                </Link>
              }
            />
            <BarPanel title="Operations" caption="Calls by operation" rows={barsOf(calls, 'v1')} />
            <BarPanel
              title="Tracking identifiers"
              caption="Calls by tracking identifier"
              rows={barsOf(tally.trackingIdentifiers.list(), 'v1')}
            />
            <BarPanel
              title="Licenses"
              caption="Active resources by license type"
              rows={used.map(({ label, active: number }) => ({ label, parts: [['v1', number]] }))}
            />
          </div>
        </div>,
      );
    },
  },
];

/** The requests of an hour, by what became of them as far as this server knows. */
interface Hour extends HourOfUse {
  readonly answered: number;
  readonly refused: number;
  readonly injected: number;
}

function partsOf(hour: HourOfUse, tally: Tally): Hour {
  const { refused, injected } = tally.hour(hour.from);
  // Other servers over the data file count, too, and know what they refused.
  return { ...hour, refused, injected, answered: Math.max(0, hour.requests - refused - injected) };
}

function barsOf(
  counts: readonly (readonly [text: string, count: number])[],
  kind: BarKind,
): readonly BarRow[] {
  return counts.map(([label, number]) => ({ label, parts: [[kind, number]] }));
}

/** Refusals may be more than the requests that other servers have counted so far: a bar is the sum of its parts. */
const KINDS = [
  ['v1', 'answered'],
  ['v2', 'refused'],
  ['v3', 'injected'],
] as const;

const HoursPanel: FC<{
  readonly hours: readonly Hour[];
  readonly threshold: number;
  readonly zone: TimeZone;
}> = ({ hours, threshold, zone }) => {
  const bars = hours.map((hour) => ({
    label: zone.wallClock(new Date(hour.from)).slice(11, 16),
    parts: KINDS.map(([kind, name]) => [kind, hour[name]] as const),
  }));
  const axis = axisFor(bars);
  const total = hours.reduce((sum, { requests }) => sum + requests, 0);
  const most = Math.max(...hours.map(({ requests }) => requests));
  return (
    <Panel
      title="Requests per hour, the last 24 hours"
      aside={<Legend of={KINDS} />}
      footer={
        <details>
          <summary>
            <small>
              {'The same as a table. Requests are counted for 24 hours, and then forgotten. '}
              {threshold <= axis.end
                ? `The line is the threshold of ${count(threshold)} in ${TIMEFRAME_MINUTES} minutes.`
                : `The threshold, ${count(threshold)} in ${TIMEFRAME_MINUTES} minutes, is above the scale.`}
            </small>
          </summary>
          <HoursTable hours={hours} zone={zone} />
        </details>
      }
    >
      <BarChart
        id="hours"
        title="Requests per hour of the last 24 hours"
        description={`${count(total)} requests in all, at most ${count(most)} in an hour. The figures are in the table below.`}
        bars={bars}
        axis={axis}
        labelEvery={3}
        threshold={threshold}
      />
    </Panel>
  );
};

const HoursTable: FC<{ readonly hours: readonly Hour[]; readonly zone: TimeZone }> = ({ hours, zone }) => (
  <table>
    <caption class="sr">Requests per hour, the last hour first</caption>
    <thead>
      <tr>
        <th scope="col">Hour from</th>
        <th scope="col" class="num">
          Requests
        </th>
        <th scope="col" class="num">
          Refused
        </th>
        <th scope="col" class="num">
          Injected
        </th>
      </tr>
    </thead>
    <tbody>
      {hours.toReversed().map(({ from, requests, refused, injected }) => (
        <tr>
          <th scope="row">
            <Moment at={from} zone={zone} />
          </th>
          <td class="num">{count(requests)}</td>
          <td class="num">{count(refused)}</td>
          <td class="num">{count(injected)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
