// The axis of a chart.
/** An axis from 0, in steps that people read at a glance. */
export interface Axis {
  readonly end: number;
  /** 0 and the end are among them. */
  readonly marks: readonly number[];
}

/** The steps of an axis: such a digit times a power of ten. */
const STEPS = [1, 2, 5, 10] as const;
const MOST_STEPS = 5;

/** The axis for whole numbers up to the highest: seven fill it as well as ten thousand. */
export function axisOf(highest: number): Axis {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, highest / MOST_STEPS))));
  const step = STEPS.map((one) => one * power).find((one) => one * MOST_STEPS >= highest) ?? power;
  const count = Math.max(1, Math.ceil(highest / step));
  return { end: count * step, marks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}
