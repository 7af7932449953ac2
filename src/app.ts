import type { IncomingMessage, RequestListener } from 'node:http';
import express from 'express';
import type { Logger } from 'pino';
import { createControlRouter, CONTROL_PATH } from './control/router';
import { addHealth } from './control/health';
import { createConsole } from './console/console';
import type { AdjustableClock } from './clock';
import type { Config } from './config';
import type { Metrics } from './metrics';
import type { Journal } from './soap/journal';
import { ENDPOINT_PATH } from './operations/get-zone-info';
import type { Service } from './operations/operation';
import { sentence } from './refusals';
import { helpPage } from './soap/help-page';
import { send } from './soap/http-answer';
import { answerPost, type Pipeline } from './soap/pipeline';
import { wsdlDocument } from './soap/wsdl-document';

/** What the pages need beside what SOAP does. */
export interface Surroundings {
  readonly config: Config;
  readonly journal: Journal;
  readonly clock: AdjustableClock;
  readonly reset: () => Promise<void>;
  readonly metrics: Metrics | undefined;
  readonly logger: Logger;
}

/** Everything the server answers: SOAP calls go straight to their pipeline, what people open takes express. */
export function createApp(pipeline: Pipeline, service: Service, around: Surroundings): RequestListener {
  const pages = createPages(pipeline, service, around);
  return (request, response) => {
    if (request.method === 'POST' && pathOf(request) === ENDPOINT_PATH.toLowerCase()) {
      answerPost(pipeline, request, response).catch((error: unknown) => {
        pipeline.failed(error, '');
        response.destroy();
      });
    } else {
      pages(request, response);
    }
  };
}

/** Proxies may send the whole URL as the target of a request. */
function pathOf({ url = '' }: IncomingMessage): string {
  const target = url.replace(/^https?:\/\/[^/]*/i, '');
  const query = target.indexOf('?');
  return (query < 0 ? target : target.slice(0, query)).toLowerCase();
}

function createPages(
  { contract, publicUrl, faultRules }: Pipeline,
  service: Service,
  { config, journal, clock: adjustable, reset, metrics, logger }: Surroundings,
): express.Express {
  const { store } = service;
  const failed = (error: unknown): void => {
    logger.error({ err: error }, 'A request failed');
  };
  const app = express();
  app.disable('x-powered-by');

  const wsdl = (request: IncomingMessage): string =>
    wsdlDocument(contract.source, publicUrl(request) + ENDPOINT_PATH);

  app.get(ENDPOINT_PATH.replace(/\.asmx$/, '.wsdl'), (request, response) => {
    send(response, { status: 200, type: 'text/xml', body: wsdl(request) });
  });
  app.get(ENDPOINT_PATH, (request, response) => {
    if (Object.keys(request.query).some((name) => name.toLowerCase() === 'wsdl')) {
      send(response, { status: 200, type: 'text/xml', body: wsdl(request) });
    } else {
      send(response, {
        status: 200,
        type: 'text/html',
        body: helpPage(contract, publicUrl(request) + ENDPOINT_PATH),
      });
    }
  });
  app.all(ENDPOINT_PATH, (_request, response) => {
    send(response, {
      status: 405,
      type: 'text/plain',
      body: `${sentence('methodNotAllowed')}\n`,
      headers: { Allow: 'GET, HEAD, POST' },
    });
  });
  addHealth(app, store, metrics);
  app.use(
    CONTROL_PATH,
    createControlRouter({
      ...config,
      contextOf: (request) => ({
        ...service,
        publicUrl: publicUrl(request),
        clock: adjustable,
        journal,
        faultRules,
        reset,
        forgetCalls: () => {
          journal.clear();
        },
        mayReset: config.memory || config.allowReset,
      }),
      failed,
    }),
  );
  app.use(
    createConsole(service, {
      ...config,
      contextOf: (request) => ({
        ...service,
        publicUrl: publicUrl(request),
        journal,
        forgetCalls: () => {
          journal.clear();
        },
      }),
      failed,
    }),
  );
  app.get('/', (_request, response) => {
    response.redirect(ENDPOINT_PATH);
  });
  app.use((request, response) => {
    send(response, {
      status: 404,
      type: 'text/plain',
      body: `${sentence('notFound', { path: ENDPOINT_PATH })}\n`,
    });
    request.resume();
  });
  const lastResort: express.ErrorRequestHandler = (error, _request, response, _next) => {
    failed(error);
    send(response, { status: 500, type: 'text/plain', body: 'Internal Server Error\n' });
  };
  app.use(lastResort);
  return app;
}
