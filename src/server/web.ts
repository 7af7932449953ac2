import express from 'express';
import { problemOf } from '../http/problem';
import { answerProblem, createApiRouter } from '../api/router';
import { API_PATH } from '../http/paths';
import { addHealth } from '../http/health';
import { createConsole } from '../console/console';
import type { Config } from '../config/settings';
import { deviations } from '../runtime/deviations';
import { sentence } from '../refusals/refusal';
import type { Opened } from './open';
import { send } from '../http/answer';
import type { SoapContext } from '../soap/pipeline';
import type { EmulatorContext } from '../operations/emulator-context';

/** The express app beside the endpoint: the JSON API, the console, and the pages for monitoring. */
export function createPages(
  config: Config,
  { publicUrl, clientOf }: SoapContext,
  emulator: EmulatorContext,
  opened: Opened,
): express.Express {
  const { store, clock } = emulator;
  const { consolePasswords, failed } = opened;
  const app = express();
  app.disable('x-powered-by');

  addHealth(app, opened);
  app.use(async (_request, response, next) => {
    await store.logins.look();
    response.locals['deviations'] = deviations(clock.state, store.state.last.faultRules);
    next();
  });
  app.use(API_PATH, createApiRouter(emulator, config), answerProblem(failed));
  app.use(createConsole(emulator, { ...config, passwords: consolePasswords, publicUrl, clientOf, failed }));
  app.get('/', (_request, response) => {
    response.redirect(emulator.api.path);
  });
  app.use((request, response) => {
    send(response, {
      status: 404,
      type: 'text/plain',
      body: `${sentence('notFound', { path: emulator.api.path })}\n`,
    });
    request.resume();
  });
  const lastResort: express.ErrorRequestHandler = (error, _request, response, _next) => {
    const { status, message } = problemOf(error, failed);
    if (!response.headersSent) send(response, { status, type: 'text/plain', body: `${message}\n` });
  };
  app.use(lastResort);
  return app;
}
