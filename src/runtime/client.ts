/** The client of a connection, as the password checks know it. */
export interface Client {
  /** Password guesses from one address are counted, and queued, together. */
  readonly address: string;
  /** Whether the connection is closed. */
  readonly isGone: () => boolean;
}
