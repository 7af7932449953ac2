import { createHmac } from 'node:crypto';

/**
 * What bcrypt gets instead of the password itself: bcrypt reads 72 bytes and ignores the rest, a digest is
 * 64 characters however long the password. The key keeps a digest made here from meaning anything elsewhere.
 */
export function passwordDigest(password: string): string {
  return createHmac('sha384', 'atws-emulator').update(password, 'utf8').digest('base64');
}
