import { resource } from '../entities/resource';
import { refusal, type Refusal } from '../refusals/refusal';

const MIN_LENGTH = 7;
const SPECIAL = new Set('`~!@#$%^&*()_+-={}|\\[]:;"\'<>?,./');
const GROUPS = [/[A-Z]/, /[a-z]/, /[0-9]/] as const;
const GROUPS_NEEDED = 2;

/** A password must differ from this many of the resource's own, the current one among them. */
export const PASSWORDS_REMEMBERED = 5;

const MAX_LENGTH = resource.fields.find(({ name }) => name === 'Password')?.length ?? 0;

/** What answers show for a password, and what copies of them hold: no password, like an empty text. */
export const PASSWORD_MASK = '******';

/** Whether a password is given at all. */
export function isPassword(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '' && text !== PASSWORD_MASK;
}

/**
 * What is wrong with the form of a new password, as the Resource page lists it. That it must differ from
 * earlier ones is for whoever has their hashes.
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
