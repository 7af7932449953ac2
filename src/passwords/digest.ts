import { createHmac } from 'node:crypto';

/**
 * The digest of a password that is hashed in its place: bcrypt ignores all bytes after the 72nd, and a digest has 64
 * characters. The key makes the digest differ from those of other programs.
 */
export function passwordDigest(password: string): string {
  return createHmac('sha384', 'atws-emulator').update(password, 'utf8').digest('base64');
}
