/** How the connections to a database are used. */
export interface Connections {
  readonly open: number;
  readonly most: number;
  /** Pieces of work that wait for one. */
  readonly waiting: number;
}
