import express, { type RequestHandler, type Response } from 'express';
import type { Clock } from '../clock';
import type { Hasher } from '../passwords/hasher';
import { Refusal } from '../refusals';
import { escape } from '../soap/escape';
import { send } from '../soap/http-answer';
import type { Store } from '../store/store';
import { acceptInvitation, isInvited } from '../updates/invitation';

const NOT_VALID = '<p>This link is not valid, too old, or was used before.</p>';

/** The page behind the link in an invitation: it takes a first password. */
export function setPasswordPage(store: Store, clock: Clock, hasher: Hasher): readonly RequestHandler[] {
  return [
    express.urlencoded({ extended: false, limit: '10kb' }),
    async (request, response) => {
      const { token } = request.query;
      const { password } = (request.body ?? {}) as { readonly password?: unknown };
      if (typeof token !== 'string' || !(await isInvited(store, clock, token))) {
        page(response, 404, NOT_VALID);
      } else if (typeof password === 'string') {
        const outcome = await acceptInvitation(store, clock, hasher, token, password);
        if (outcome instanceof Refusal) page(response, 422, form(outcome.message));
        else if (outcome === 'unknown') page(response, 404, NOT_VALID);
        else page(response, 200, '<p>Thank you. Your password is set.</p>');
      } else {
        page(response, 200, form(''));
      }
    },
  ];
}

function form(objection: string): string {
  return `${objection === '' ? '' : `<p role="alert">${escape(objection)}</p>`}
<form method="post"><label>New password <input type="password" name="password" autocomplete="new-password" required></label>
<button>Set password</button></form>`;
}

function page(response: Response, status: number, body: string): void {
  send(response, {
    status,
    type: 'text/html',
    body: `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Set your password</title></head><body>${body}</body></html>\n`,
    headers: { 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' },
  });
}
