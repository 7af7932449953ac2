/** The caller and the day, on which InternalCost depends. */
export interface Audience {
  readonly mayViewInternalCost: boolean;
  /** The tenant's day, `yyyy-MM-dd`. */
  readonly today: string;
  /** Whether the client of the answer went away: a long search ends then. */
  readonly isGone?: (() => boolean) | undefined;
}
