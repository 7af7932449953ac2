import { createHmac } from 'node:crypto';
import type { PasswordCosts } from '../store/log-in/password-store';

/** As much of a digest as a number holds exactly. */
const DRAWN_BYTES = 6;

/**
 * The cost at which a name is checked that nobody has: each cost as often as passwords have it, for one name always
 * the same. So the time that a check takes does not tell which names there are. Undefined while there are no passwords.
 */
export function drawnCost(name: string, { key, resourcesByCost }: PasswordCosts): number | undefined {
  const digest = createHmac('sha256', key).update(name).digest();
  const all = resourcesByCost.reduce((sum, { resources }) => sum + resources, 0);
  let drawn = (digest.readUIntBE(0, DRAWN_BYTES) / 2 ** (8 * DRAWN_BYTES)) * all;
  for (const { cost, resources } of resourcesByCost) {
    drawn -= resources;
    if (drawn < 0) return cost;
  }
  return undefined;
}
