import type { Message } from '../store/tenant/outbox-store';
import { escape, escapeAttribute } from '../xml/escape';

/** The variable parts of a message with a link. */
interface LinkMessage {
  readonly recipient: string;
  readonly link: string;
  /** The lifetime of the link. */
  readonly hours: number;
}

/** The message that asks a new e-mail address for confirmation. */
export function confirmChangeMessage({ recipient, link, hours }: LinkMessage): Message {
  return messageWithLink({
    recipient,
    subject: 'Confirm change',
    why: 'Your e-mail address was changed to this one.',
    ask: 'To confirm the change, open this link:',
    link,
    until:
      `The link works once, within ${hours} hours; after that, you are asked at your next log-in. ` +
      'Until you confirm, your old address stays in place.',
  });
}

/** The message that invites a resource to set a password. `userName`: with its domain. `server`: where to log in. */
export function invitationMessage({
  recipient,
  userName,
  server,
  link,
  hours,
}: LinkMessage & { readonly userName: string; readonly server: string }): Message {
  return messageWithLink({
    recipient,
    subject: 'Invitation',
    why: 'You have an account, and are to set a password for it.',
    ask: 'To set your password, open this link:',
    link,
    until: `The link works once, within ${hours} hours. Then log in as ${userName} at ${server}.`,
  });
}

function messageWithLink({
  recipient,
  subject,
  why,
  ask,
  link,
  until,
}: {
  readonly recipient: string;
  readonly subject: string;
  readonly why: string;
  readonly ask: string;
  readonly link: string;
  readonly until: string;
}): Message {
  return {
    recipient,
    subject,
    text: `${why}\n\n${ask}\n${link}\n\n${until}\n`,
    html:
      `<p>${escape(why)}</p>\n<p>${escape(ask)}<br><a href="${escapeAttribute(link)}">${escape(link)}</a></p>\n` +
      `<p>${escape(until)}</p>\n`,
  };
}
