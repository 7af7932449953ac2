import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Deviation } from '../../runtime/deviations';
import { CONSOLE_PATH } from '../../http/paths';
import { page } from './layout';
import { Download, Redirect, type View, type Visitor } from './page';
import { csrfTokenOf } from './request';

/** Goes to a page of the console. */
export function go(response: Response, path: string): void {
  // 303: the next request is a GET.
  response.redirect(303, CONSOLE_PATH + path);
}

/** Sends bytes as they come. */
async function sendFrom(content: Readable, response: Response): Promise<void> {
  try {
    await pipeline(content, response);
  } catch (error) {
    // Nobody is left to answer.
    if (!response.destroyed) throw error;
  }
}

/** Answers what a page said. */
export async function answer(
  request: Request,
  response: Response,
  visitor: Visitor | undefined,
  what: View | Redirect | Download,
): Promise<void> {
  if (what instanceof Redirect) {
    if (what.notice !== undefined) request.session.notice = what.notice;
    response.set(what.headers);
    go(response, what.path);
  } else if (what instanceof Download) {
    response.set(what.headers).type(what.mediaType);
    if (what.content instanceof Readable) await sendFrom(what.content, response);
    else response.send(what.content);
  } else {
    const notice = visitor && request.session.notice;
    if (notice !== undefined) delete request.session.notice;
    const csrfToken = visitor ? csrfTokenOf(request) : '';
    const deviations = (response.locals['deviations'] ?? []) as readonly Deviation[];
    const waiting = (response.locals['waiting'] ?? 0) as number;
    const { path } = request;
    const html = await page({ view: what, visitor, path, notice, csrfToken, deviations, waiting });
    response
      .status(what.around.status ?? 200)
      .type('html')
      .send(html);
  }
}
