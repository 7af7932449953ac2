/**
 * The text in place of a secret, as the service masks passwords in answers. Sent back in an update, it means no new
 * password, as empty text does.
 */
export const MASK = '******';
