import type { IncomingMessage } from 'node:http';
import express from 'express';
import { problemOf } from '../http/problem';
import { answerProblem, createApiRouter, API_PATH } from '../api/router';
import { addHealth } from '../http/health';
import { createConsole } from '../console/console';
import type { ConsoleContext } from '../console/frame/page';
import type { ApiContext } from '../api/route';
import type { Config } from '../config/settings';
import { deviations } from '../runtime/deviations';
import type { Service } from '../operations/operation';
import { sentence } from '../refusals/refusal';
import type { Shared } from './open';
import { send } from '../http/answer';
import type { SoapContext } from '../soap/pipeline';

/** The services and settings of the pages beside those of SOAP. */
export interface Surroundings {
  readonly config: Config;
  readonly shared: Shared;
}

/** The express app beside the endpoint: the JSON API, the console, and the pages for monitoring. */
export function createPages(
  { publicUrl, clientOf, contract }: SoapContext,
  service: Service,
  { config, shared }: Surroundings,
): express.Express {
  const { store, clock, journal, faultRules, consolePasswords, reset, failed } = shared;
  const app = express();
  app.disable('x-powered-by');

  addHealth(app, shared);
  app.use(async (_request, response, next) => {
    await store.logins.look();
    response.locals['deviations'] = deviations(clock.state, store.state.last.faultRules);
    next();
  });
  const contextOf = (request: IncomingMessage): ApiContext & ConsoleContext => ({
    ...service,
    publicUrl: publicUrl(request),
    clock,
    journal,
    faultRules,
    operations: contract.operations.map(({ name }) => name),
    reset,
    mayReset: config.memory || config.allowReset,
  });
  app.use(API_PATH, createApiRouter({ ...config, contextOf }), answerProblem(failed));
  app.use(createConsole(service, { ...config, passwords: consolePasswords, contextOf, clientOf, failed }));
  app.get('/', (_request, response) => {
    response.redirect(service.api.path);
  });
  app.use((request, response) => {
    send(response, {
      status: 404,
      type: 'text/plain',
      body: `${sentence('notFound', { path: service.api.path })}\n`,
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
