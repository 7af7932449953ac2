import { createHmac } from 'node:crypto';
import type { PasswordCosts } from '../store/log-in/password-store';

/** The bytes of a digest that a number holds exactly. */
const DRAWN_BYTES = 6;

/**
 * The bcrypt cost at which the password of an unknown user name is checked, so that the duration of a check does not
 * tell which names exist: constant for a name, and distributed as the costs of the stored passwords are. Undefined
 * without stored passwords.
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
