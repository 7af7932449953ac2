/** A value of which the real service can make no text. */
export class NotText {
  /** `type`: as Visual Basic names the type of the value. */
  constructor(readonly type: string) {}
}

/** An element without content and without `xsi:type`. */
export const EMPTY_OBJECT = new NotText('Object');

/** What was sent as the value of one field, as text; null: explicitly nothing. */
export type SubmittedValue = string | null | NotText;
