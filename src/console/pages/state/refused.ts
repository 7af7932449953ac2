/** A refused form of the page: its panel, the sentence, and the form as it was sent. */
export interface Refused {
  readonly part: Part;
  readonly message: string;
  /** The member of a fault rule that it is about. */
  readonly field: string | undefined;
  readonly form: URLSearchParams;
}

/** A panel of the page with forms. */
export type Part = 'clock' | 'faults' | 'snapshots' | 'reset';
