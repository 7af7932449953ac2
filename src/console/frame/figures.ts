// Numbers and sizes as people read them.
/** A number with its thousands apart. */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

const UNITS = [
  ['GB', 1_000_000_000],
  ['MB', 1_000_000],
  ['kB', 1000],
] as const;

/** A size, in the largest unit of which there is one. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} bytes`;
  const [unit, one] = UNITS.find(([, least]) => size >= least) ?? ['bytes', 1];
  const units = size / one;
  return `${units < 10 ? units.toFixed(1) : count(Math.round(units))} ${unit}`;
}
