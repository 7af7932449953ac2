/** Who sends a password, as far as the network tells. */
export interface Client {
  /** Guesses from one address are counted together, and take their turns together. */
  readonly address: string;
  /** Whether the connection is closed: nobody waits for the answer. */
  readonly isGone: () => boolean;
}
