// Numbers and sizes as people read them.
/** A number with its thousands apart. */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** A size, in the largest unit of which there is one. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} bytes`;
  const unit = size < 1_000_000 ? 'kB' : 'MB';
  const units = size / (unit === 'kB' ? 1000 : 1_000_000);
  return `${units < 10 ? units.toFixed(1) : count(Math.round(units))} ${unit}`;
}
