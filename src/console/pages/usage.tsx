import type { FC } from 'hono/jsx';
import { licences } from '../../lifecycle/licences';
import type { TimeZone } from '../../entities/time-zone';
import { TIMEFRAME_MINUTES, type HourOfUse } from '../../store/emulator/usage-store';
import { View, type Page } from '../frame/page';
import { Facts, Moment, Table } from '../frame/parts';

/** How much of what is limited, or paid for, is used. */
export const USAGE: readonly Page[] = [
  {
    method: 'get',
    path: '/usage',
    audience: 'administrators',
    answer: async ({ store, clock, timeZone, threshold }) => {
      const now = clock.now();
      const hours = await store.usage.lastDay(now);
      const used = await licences(store);
      const most = Math.max(1, ...used.map(({ active }) => active));
      return new View(
        'Usage',
        <>
          <Facts
            of={[
              [`Requests of the last ${TIMEFRAME_MINUTES} minutes`, figure(await store.usage.count(now))],
              [`Threshold for ${TIMEFRAME_MINUTES} minutes`, figure(threshold)],
            ]}
          />
          <h2>Requests per hour</h2>
          <HoursChart hours={hours} threshold={threshold} zone={timeZone} />
          <details>
            <summary>The same as a table</summary>
            <Table
              caption="Requests per hour, the last hour first"
              columns={['Hour from', 'Requests']}
              rows={hours
                .toReversed()
                .map(({ from, requests }) => [<Moment at={from} zone={timeZone} />, figure(requests)])}
            />
          </details>
          <h2>Licenses in use</h2>
          <Table
            caption="Active resources by license type"
            columns={['License type', 'Active resources', '']}
            rows={used.map(({ label, active }) => [label, figure(active), <Bar part={active / most} />])}
          />
        </>,
      );
    },
  },
];

/** The chart in the units of its view box. The bars stand between the edges. */
const CHART = { width: 960, height: 300, left: 60, right: 955, top: 20, bottom: 265 } as const;

const HoursChart: FC<{
  readonly hours: readonly HourOfUse[];
  readonly threshold: number;
  readonly zone: TimeZone;
}> = ({ hours, threshold, zone }) => {
  const { width, height, left, right, top, bottom } = CHART;
  const highest = Math.max(threshold, ...hours.map(({ requests }) => requests));
  const y = (requests: number): number => bottom - ((bottom - top) * requests) / highest;
  const step = (right - left) / hours.length;
  const total = hours.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby="hours-title hours-desc">
      <title id="hours-title">Requests per hour of the last 24 hours</title>
      <desc id="hours-desc">
        {`${figure(total)} requests in all. The line is the threshold of ${figure(threshold)} in ${TIMEFRAME_MINUTES} minutes. Times are of ${zone.name}. The figures are in the table below.`}
      </desc>
      {[0, highest / 2, highest].map((requests) => (
        <>
          <line class="grid" x1={left} x2={right} y1={y(requests)} y2={y(requests)} />
          <text x={left - 8} y={y(requests) + 4} text-anchor="end">
            {figure(Math.round(requests))}
          </text>
        </>
      ))}
      {hours.map(({ from, requests }, index) => {
        const x = left + index * step;
        return (
          <>
            <rect class="bar" x={x + 3} y={y(requests)} width={step - 6} height={bottom - y(requests)} />
            {requests > 0 && (
              <text class="value" x={x + step / 2} y={y(requests) - 4} text-anchor="middle">
                {figure(requests)}
              </text>
            )}
            {index % 3 === 0 && (
              <text x={x + step / 2} y={bottom + 20} text-anchor="middle">
                {zone.wallClock(new Date(from)).slice(11, 16)}
              </text>
            )}
          </>
        );
      })}
      <line class="threshold" x1={left} x2={right} y1={y(threshold)} y2={y(threshold)} />
      <text class="threshold" x={right} y={y(threshold) - 6} text-anchor="end">
        {`threshold ${figure(threshold)}`}
      </text>
    </svg>
  );
};

/** One bar in a table, beside its figure. `part` is of the longest. */
const Bar: FC<{ readonly part: number }> = ({ part }) => (
  <svg class="bar-in-row" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar" x="0" y="0" width={100 * part} height="10" />
  </svg>
);

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
