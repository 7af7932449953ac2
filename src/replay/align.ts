/** The alignment of two lists: items in both, and items in one only. */
interface Aligned<T> {
  readonly pairs: readonly (readonly [T, T])[];
  /** Items in both lists at different positions. */
  readonly moved: readonly (readonly [T, T])[];
  readonly onlyLeft: readonly T[];
  readonly onlyRight: readonly T[];
}

/**
 * Aligns two lists for a comparison: equal items at the start and at the end are paired, and between them as many items
 * with equal keys as possible in order (longest common subsequence).
 */
export function align<T>(
  left: readonly T[],
  right: readonly T[],
  isEqual: (a: T, b: T) => boolean,
  keyOf: (item: T) => string,
): Aligned<T> {
  const pairs: (readonly [T, T])[] = [];
  const end = Math.min(left.length, right.length);
  let start = 0;
  while (start < end && isEqual(left[start] as T, right[start] as T)) {
    pairs.push([left[start] as T, right[start] as T]);
    start += 1;
  }
  let tail = 0;
  while (tail < end - start && isEqual(left.at(-1 - tail) as T, right.at(-1 - tail) as T)) tail += 1;
  const { moved, onlyLeft, onlyRight, ...middle } = alignByKey(
    left.slice(start, left.length - tail),
    right.slice(start, right.length - tail),
    keyOf,
  );
  pairs.push(...middle.pairs);
  for (let back = tail; back > 0; back -= 1) pairs.push([left.at(-back) as T, right.at(-back) as T]);
  return { pairs, moved, onlyLeft, onlyRight };
}

function alignByKey<T>(left: readonly T[], right: readonly T[], keyOf: (item: T) => string): Aligned<T> {
  const leftKeys = left.map(keyOf);
  const rightKeys = right.map(keyOf);
  const lengths = commonLengths(leftKeys, rightKeys);
  const pairs: (readonly [T, T])[] = [];
  const onlyLeft: T[] = [];
  const onlyRight: T[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    if (leftKeys[l] === rightKeys[r]) pairs.push([left[l++] as T, right[r++] as T]);
    else if ((lengths[l + 1]?.[r] ?? 0) >= (lengths[l]?.[r + 1] ?? 0)) onlyLeft.push(left[l++] as T);
    else onlyRight.push(right[r++] as T);
  }
  onlyLeft.push(...left.slice(l));
  onlyRight.push(...right.slice(r));
  return { pairs, ...pairMoved(onlyLeft, onlyRight, keyOf) };
}

/** `lengths[l][r]`: the length of the longest common subsequence of the tails from l and from r on. */
function commonLengths(left: readonly string[], right: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let l = left.length - 1; l >= 0; l -= 1) {
    const row = lengths[l] as Uint32Array;
    const below = lengths[l + 1] as Uint32Array;
    for (let r = right.length - 1; r >= 0; r -= 1) {
      row[r] = left[l] === right[r] ? (below[r + 1] ?? 0) + 1 : Math.max(below[r] ?? 0, row[r + 1] ?? 0);
    }
  }
  return lengths;
}

/** Pairs unmatched items of both lists with equal keys: they moved. */
function pairMoved<T>(
  left: readonly T[],
  right: readonly T[],
  keyOf: (item: T) => string,
): Pick<Aligned<T>, 'moved' | 'onlyLeft' | 'onlyRight'> {
  const onlyRight = [...right];
  const moved: (readonly [T, T])[] = [];
  const onlyLeft = left.filter((item) => {
    const at = onlyRight.findIndex((other) => keyOf(other) === keyOf(item));
    if (at < 0) return true;
    moved.push(...onlyRight.splice(at, 1).map((other) => [item, other] as const));
    return false;
  });
  return { moved, onlyLeft, onlyRight };
}
