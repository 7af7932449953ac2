// A chart of periods of time.

import type { FC } from 'hono/jsx';
import { axisOf } from './axis';
import { count } from './figures';

/** The records that were created in one period. */
interface Period {
  /** Its name: `2026-03-29`, `2026-03` or `2026`. */
  readonly key: string | number;
  readonly open: number;
  readonly closed: number;
}

/** The chart in the units of its view box. The bars stand between the edges. */
const CHART = { width: 980, height: 222, left: 72, right: 980, top: 22, bottom: 188 } as const;

/** More labels than these would run into each other on a phone. */
const MOST_LABELS = 5;

/** Periods as bars beside each other: what is closed below, what is open above it. */
export const PeriodChart: FC<{ readonly periods: readonly Period[] }> = ({ periods }) => {
  const { width, height, left, right, top, bottom } = CHART;
  const axis = axisOf(Math.max(...periods.map(({ open, closed }) => open + closed)));
  const y = (records: number): number => bottom - ((bottom - top) * records) / axis.end;
  const step = (right - left) / periods.length;
  const space = Math.min(8, step / 4);
  const between = Math.ceil(periods.length / MOST_LABELS);
  const labels = [periods[0]?.key, periods.at(-1)?.key].join(' to ');
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby="periods-title periods-desc"
    >
      <title id="periods-title">{`Records created, ${labels}`}</title>
      <desc id="periods-desc">The figures are in the table below.</desc>
      {axis.marks.map((records) => (
        <>
          <line x1={left} x2={right} y1={y(records)} y2={y(records)} />
          <text x={left - 8} y={y(records) + 4} text-anchor="end">
            {count(records)}
          </text>
        </>
      ))}
      {periods.map(({ key, open, closed }, index) => {
        const x = (left + index * step + space / 2).toFixed(1);
        const parts = [
          ['v4', 0, closed],
          ['v1', closed, closed + open],
        ] as const;
        return (
          <>
            {parts.map(
              ([kind, from, to]) =>
                to > from && (
                  <rect
                    class={kind}
                    x={x}
                    y={y(to).toFixed(1)}
                    width={(step - space).toFixed(1)}
                    height={(y(from) - y(to)).toFixed(1)}
                  />
                ),
            )}
            {index % between === 0 && (
              <text x={left + (index + 0.5) * step} y={bottom + 24} text-anchor="middle">
                {key}
              </text>
            )}
          </>
        );
      })}
    </svg>
  );
};
