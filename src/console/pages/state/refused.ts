/** What the page refused to do: in which panel, why, and the form as it was sent. */
export interface Refused {
  readonly part: Part;
  readonly message: string;
  /** The member of a fault rule that it is about. */
  readonly field: string | undefined;
  readonly form: URLSearchParams;
}

/** A panel of the page with forms. */
export type Part = 'clock' | 'faults' | 'snapshots' | 'reset';
