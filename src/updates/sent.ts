/** An element without content and without `xsi:type`, which the real service cannot convert. */
export const EMPTY_OBJECT = Symbol('an empty element without a type');

/** What was sent as the value of one field, as text; null: explicitly nothing. */
export type SentValue = string | null | typeof EMPTY_OBJECT;
