// Requests of the timeframe against their limit, refusals by sentence, and licenses in use.
import type { Child, FC } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import { licenses } from '../../lifecycle/licenses';
import type { Tally } from '../../runtime/tally';
import { TIMEFRAME_MINUTES, type HourOfUse } from '../../store/emulator/usage-store';
import { axisOf } from '../frame/axis';
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
      return new View(
        'Usage',
        <div class="stack">
          <dl class="cards four">
            <Figure
              name={`Requests of the last ${TIMEFRAME_MINUTES} minutes`}
              figure={requests}
              beside={`of ${count(threshold)} (threshold)`}
              meter={<Meter part={requests / threshold} kind="v1" />}
            />
            <Figure
              name="Requests of the last 24 hours"
              figure={hours.reduce((sum, hour) => sum + hour.requests, 0)}
            />
            <Figure
              name="Refused"
              figure={refusals.reduce((sum, [, calls]) => sum + calls, 0)}
              beside={tally.since === null ? 'no call yet' : 'of the calls below'}
            />
            <Figure
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
            <CountPanel
              title="Refusals"
              caption="Refusals by sentence"
              counts={refusals}
              kind="v2"
              aside={
                <Link to="/requests?result=refused">
                  <small>Show the calls</small>
                </Link>
              }
            />
            <CountPanel
              title="Operations"
              caption="Calls by operation"
              counts={tally.operations.list()}
              kind="v1"
            />
            <CountPanel
              title="Tracking identifiers"
              caption="Calls by tracking identifier"
              counts={tally.trackingIdentifiers.list()}
              kind="v1"
            />
            <CountPanel
              title="Licenses"
              caption="Active resources by license type"
              counts={used.map((one) => [one.label, one.active])}
              kind="v1"
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

const Figure: FC<{
  readonly name: string;
  readonly figure: number;
  readonly beside?: string;
  readonly meter?: Child;
}> = ({ name, figure, beside, meter }) => (
  <div class="panel body">
    <dt>{name}</dt>
    <dd>
      <span class="big">{count(figure)}</span> <span class="muted">{beside}</span>
      {meter}
    </dd>
  </div>
);

/** How long one bar is, beside its figure. */
const Meter: FC<{ readonly part: number; readonly kind: 'v1' | 'v2' }> = ({ part, kind }) => (
  <svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class={kind} width={(100 * Math.min(1, part)).toFixed(1)} height="4" />
  </svg>
);

const CountPanel: FC<{
  readonly title: string;
  readonly caption: string;
  readonly counts: readonly (readonly [text: string, count: number])[];
  readonly kind: 'v1' | 'v2';
  readonly aside?: Child;
}> = ({ title, caption, counts, kind, aside }) => {
  const most = Math.max(1, ...counts.map(([, number]) => number));
  return (
    <Panel title={title} isFlush aside={aside}>
      {counts.length === 0 ? (
        <p class="body muted">None.</p>
      ) : (
        <table>
          <caption class="sr">{caption}</caption>
          <tbody>
            {counts.map(([text, number]) => (
              <tr>
                <th scope="row">{text}</th>
                <td class="bar-cell">
                  <Meter part={number / most} kind={kind} />
                </td>
                <td class="num">{count(number)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
};

/** The chart in the units of its view box. The bars stand between the edges. */
const CHART = { width: 980, height: 222, left: 72, right: 980, top: 22, bottom: 188 } as const;

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
  const axis = axisOf(Math.max(...hours.map(heightOf)));
  const isInScale = threshold <= axis.end;
  return (
    <Panel
      title="Requests per hour"
      aside={KINDS.map(([kind, name]) => (
        <small class="line">
          <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <rect class={kind} width="10" height="10" />
          </svg>
          {name}
        </small>
      ))}
      footer={
        <details>
          <summary>
            <small>
              {'The same as a table. '}
              {isInScale
                ? `The line is the threshold of ${count(threshold)} in ${TIMEFRAME_MINUTES} minutes.`
                : `The threshold, ${count(threshold)} in ${TIMEFRAME_MINUTES} minutes, is above the scale.`}
            </small>
          </summary>
          <HoursTable hours={hours} zone={zone} />
        </details>
      }
    >
      <HoursChart hours={hours} axis={axis} threshold={isInScale ? threshold : undefined} zone={zone} />
    </Panel>
  );
};

/** The height of an hour's bar: refusals may be more than the requests that other servers have counted so far. */
function heightOf({ answered, refused, injected }: Hour): number {
  return answered + refused + injected;
}

const HoursChart: FC<{
  readonly hours: readonly Hour[];
  readonly axis: ReturnType<typeof axisOf>;
  /** Undefined where it is above the scale. */
  readonly threshold: number | undefined;
  readonly zone: TimeZone;
}> = ({ hours, axis, threshold, zone }) => {
  const { width, height, left, right, top, bottom } = CHART;
  const y = (requests: number): number => bottom - ((bottom - top) * requests) / axis.end;
  const step = (right - left) / hours.length;
  const total = hours.reduce((sum, { requests }) => sum + requests, 0);
  const most = Math.max(...hours.map(({ requests }) => requests));
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby="hours-title hours-desc">
      <title id="hours-title">Requests per hour of the last 24 hours</title>
      <desc id="hours-desc">
        {`${count(total)} requests in all, at most ${count(most)} in an hour. The figures are in the table below.`}
      </desc>
      {axis.marks.map((requests) => (
        <>
          <line x1={left} x2={right} y1={y(requests)} y2={y(requests)} />
          <text x={left - 8} y={y(requests) + 4} text-anchor="end">
            {count(requests)}
          </text>
        </>
      ))}
      {hours.map((hour, index) => (
        <>
          <Bar hour={hour} x={left + index * step + 4} width={step - 8} y={y} />
          {index % 3 === 0 && (
            <text x={left + (index + 0.5) * step} y={bottom + 24} text-anchor="middle">
              {zone.wallClock(new Date(hour.from)).slice(11, 16)}
            </text>
          )}
        </>
      ))}
      {threshold !== undefined && (
        <line class="threshold" x1={left} x2={right} y1={y(threshold)} y2={y(threshold)} />
      )}
    </svg>
  );
};

const Bar: FC<{
  readonly hour: Hour;
  readonly x: number;
  readonly width: number;
  readonly y: (requests: number) => number;
}> = ({ hour, x, width, y }) => {
  let below = 0;
  return (
    <>
      {KINDS.map(([kind, name]) => {
        const from = below;
        below += hour[name];
        if (hour[name] === 0) return null;
        return (
          <rect
            class={kind}
            x={x.toFixed(1)}
            y={y(below).toFixed(1)}
            width={width.toFixed(1)}
            height={(y(from) - y(below)).toFixed(1)}
          />
        );
      })}
    </>
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
