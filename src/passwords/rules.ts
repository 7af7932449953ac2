// The rules for passwords.
import { MASK } from '../entities/mask';
import { resource } from '../entities/resource';
import { refusal, type Refusal } from '../refusals/refusal';

const MIN_LENGTH = 7;
const SPECIAL = new Set('`~!@#$%^&*()_+-={}|\\[]:;"\'<>?,./');
const GROUPS = [/[A-Z]/, /[a-z]/, /[0-9]/] as const;
const GROUPS_NEEDED = 2;

/** The number of latest passwords that a new one must differ from, the current one included. */
export const PASSWORDS_REMEMBERED = 5;

const MAX_LENGTH = resource.fields.find(({ secret }) => secret)?.length ?? 0;

/** Whether a text is a password: neither empty nor the mask. */
export function isPassword(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '' && text !== MASK;
}

/**
 * The violation of a new password by length and characters, as the Resource page lists the rules. The comparison with
 * earlier passwords needs their hashes and is elsewhere (updates/new-passwords.ts).
 */
export function passwordViolation(password: string, strong: boolean): Refusal | undefined {
  if (!isPassword(password)) return refusal('passwordMissing');
  const characters = Array.from(password);
  if (characters.length > MAX_LENGTH) return refusal('textTooLong', { field: 'Password' });
  if (!strong) return undefined;
  if (characters.length < MIN_LENGTH) return refusal('passwordTooShort');
  if (!characters.slice(1, 6).some((character) => SPECIAL.has(character)))
    return refusal('passwordWithoutSpecial');
  if (GROUPS.filter((group) => group.test(password)).length < GROUPS_NEEDED)
    return refusal('passwordTooUniform');
  return undefined;
}
