/** The caller and the day, on which InternalCost depends. */
export interface Audience {
  readonly mayViewInternalCost: boolean;
  /** The tenant's day, `yyyy-MM-dd`. */
  readonly today: string;
}
