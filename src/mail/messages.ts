import type { Message } from '../store/outbox-store';

/** Asks a new address to confirm that it belongs to the person. */
export function confirmChangeMessage({
  recipient,
  link,
  hours,
}: {
  readonly recipient: string;
  readonly link: string;
  readonly hours: number;
}): Message {
  const why = 'Your e-mail address was changed to this one.';
  const ask = 'To confirm the change, open this link:';
  const until = `The link works once, within ${hours} hours. Until then your old address stays in place.`;
  return {
    recipient,
    subject: 'Confirm change',
    text: `${why}\n\n${ask}\n${link}\n\n${until}\n`,
    html: `<p>${why}</p>\n<p>${ask}<br><a href="${link}">${link}</a></p>\n<p>${until}</p>\n`,
  };
}
