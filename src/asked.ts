/** An object that may be in another process: what its methods answer may come later. */
export type Asked<T> = {
  readonly [M in keyof T]: T[M] extends (...given: infer G) => infer R
    ? (...given: G) => R | Promise<Awaited<R>>
    : T[M];
};
