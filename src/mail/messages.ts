import type { Message } from '../store/outbox-store';

/** What a message with a link says. */
interface LinkMessage {
  readonly recipient: string;
  readonly link: string;
  /** How long the link works. */
  readonly hours: number;
}

/** Asks a new address to confirm that it belongs to the person. */
export function confirmChangeMessage({ recipient, link, hours }: LinkMessage): Message {
  return messageWithLink({
    recipient,
    subject: 'Confirm change',
    why: 'Your e-mail address was changed to this one.',
    ask: 'To confirm the change, open this link:',
    link,
    until: `The link works once, within ${hours} hours. Until then your old address stays in place.`,
  });
}

/** Asks a new resource to set its first password. */
export function invitationMessage({ recipient, link, hours }: LinkMessage): Message {
  return messageWithLink({
    recipient,
    subject: 'Invitation',
    why: 'An account was made for you.',
    ask: 'To set your password, open this link:',
    link,
    until: `The link works once, within ${hours} hours.`,
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
    html: `<p>${why}</p>\n<p>${ask}<br><a href="${link}">${link}</a></p>\n<p>${until}</p>\n`,
  };
}
