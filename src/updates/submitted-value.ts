/** A submitted value that the real service cannot convert to text. */
export class NotText {
  /** `type`: the Visual Basic name of its type. */
  constructor(readonly type: string) {}
}

/** An element without content and without `xsi:type`. */
export const EMPTY_OBJECT = new NotText('Object');

/** The submitted value of a field as text; null: nil. */
export type SubmittedValue = string | null | NotText;
