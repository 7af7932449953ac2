/** The logarithm of the rounds of bcrypt. At the largest, one check takes seconds; each step more doubles it. */
export const BCRYPT_COSTS = { least: 4, most: 16 } as const;

/**
 * Whether a text is a hash of bcrypt that is checked in seconds at most. One of a larger cost would keep all others
 * waiting, at the largest for days.
 */
export function isPasswordHash(text: unknown): text is string {
  const [, cost] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(String(text)) ?? [];
  return isPasswordCost(Number(cost));
}

/** Whether passwords may be hashed at that cost. */
export function isPasswordCost(cost: number): boolean {
  return cost >= BCRYPT_COSTS.least && cost <= BCRYPT_COSTS.most;
}
