// A chart of bars side by side, each made of parts.
import type { FC } from 'hono/jsx';
import { axisOf, type Axis } from './axis';
import { sumOf, type BarRow } from './bars';
import { count } from './figures';

/** One bar: its parts from the bottom up, and the text below it. */
export interface ChartBar extends Pick<BarRow, 'parts'> {
  readonly label: string | number;
}

/** The chart in the units of its view box. The bars stand between the edges. */
const CHART = { width: 980, height: 222, left: 72, right: 980, top: 22, bottom: 188 } as const;

/** The axis on which the highest bar has room. */
export function axisFor(bars: readonly ChartBar[]): Axis {
  return axisOf(Math.max(...bars.map(sumOf)));
}

/** `description`: what the chart says, for screen readers; the same figures stand in a table beside it. */
export const BarChart: FC<{
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly bars: readonly ChartBar[];
  readonly axis: Axis;
  /** One bar in several has a label: a label each would run into the next one. */
  readonly labelEvery: number;
  /** A line across the bars, where it is within the axis. */
  readonly threshold?: number;
}> = ({ id, title, description, bars, axis, labelEvery, threshold = Infinity }) => {
  const { width, height, left, right, top, bottom } = CHART;
  const y = (figure: number): number => bottom - ((bottom - top) * figure) / axis.end;
  const step = (right - left) / bars.length;
  const space = Math.min(8, step / 4);
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{description}</desc>
      {axis.marks.map((mark) => (
        <>
          <line x1={left} x2={right} y1={y(mark)} y2={y(mark)} />
          <text x={left - 8} y={y(mark) + 4} text-anchor="end">
            {count(mark)}
          </text>
        </>
      ))}
      {bars.map(({ label, parts }, index) => (
        <>
          <Stack parts={parts} x={left + index * step + space / 2} width={step - space} y={y} />
          {index % labelEvery === 0 && (
            <text x={left + (index + 0.5) * step} y={bottom + 24} text-anchor="middle">
              {label}
            </text>
          )}
        </>
      ))}
      {threshold <= axis.end && (
        <line class="threshold" x1={left} x2={right} y1={y(threshold)} y2={y(threshold)} />
      )}
    </svg>
  );
};

/** The parts of one bar, from its foot to its top. */
const Stack: FC<{
  readonly parts: BarRow['parts'];
  readonly x: number;
  readonly width: number;
  readonly y: (figure: number) => number;
}> = ({ parts, x, width, y }) => {
  let below = 0;
  return (
    <>
      {parts.map(([kind, figure]) => {
        const from = below;
        below += figure;
        return (
          figure > 0 && (
            <rect
              class={kind}
              x={x.toFixed(1)}
              y={y(below).toFixed(1)}
              width={width.toFixed(1)}
              height={(y(from) - y(below)).toFixed(1)}
            />
          )
        );
      })}
    </>
  );
};
