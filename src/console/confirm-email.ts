import type { RequestHandler } from 'express';
import type { Clock } from '../clock';
import { send } from '../soap/http-answer';
import type { Store } from '../store/store';
import { confirmEmailChange } from '../updates/email-change';

const OUTCOMES = {
  confirmed: { status: 200, text: 'Thank you. Your new e-mail address is confirmed and in place.' },
  expired: { status: 410, text: 'This link is too old. Please ask for the change again.' },
  unknown: {
    status: 404,
    text: 'This link is not valid. It may have been used before, or replaced by a newer one.',
  },
} as const;

/** The page behind the link that confirms a new e-mail address. */
export function confirmEmailPage(store: Store, clock: Clock): RequestHandler {
  return async (request, response, next) => {
    // Whoever only looks whether the link is there does not use it up.
    if (request.method === 'HEAD') {
      next();
      return;
    }
    const { token } = request.query;
    const outcome = await confirmEmailChange(store, clock, typeof token === 'string' ? token : '');
    const { status, text } = OUTCOMES[outcome];
    send(response, {
      status,
      type: 'text/html',
      body: `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Confirm change</title></head><body><p>${text}</p></body></html>\n`,
      headers: { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' },
    });
  };
}
