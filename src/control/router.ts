import { isUtf8 } from 'node:buffer';
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { checked } from '../checked';
import { Refusal, sentence } from '../refusals';
import { denialOf, type GuardSettings } from './guard';
import { openApiDocument } from './openapi';
import { Problem, problemOf } from './problem';
import { RawAnswer, type ControlContext, type Route } from './route';
import { ROUTES } from './routes';

/** Where the JSON API is. */
export const CONTROL_PATH = '/_emulator';

/** What the router works with. */
export interface ControlSettings extends GuardSettings {
  /** The context of a request, as the address of the server depends on it. */
  readonly contextOf: (request: Request) => ControlContext;
}

/** The JSON API for machines; what it throws is for `answerProblem`. */
export function createControlRouter(settings: ControlSettings): Router {
  const router = express.Router();
  router.use((request, _response, next) => {
    const denial = denialOf(request, settings);
    if (denial) throw new Problem(denial.status, denial.rule, denial.detail);
    // A form on a page somewhere can be posted here without asking, JSON cannot.
    const hasBody =
      request.method !== 'GET' &&
      request.headers['content-length'] !== '0' &&
      'content-length' in request.headers;
    const mediaTypes = ['application/json', ...ROUTES.flatMap(({ rawBody }) => rawBody ?? [])];
    if ((hasBody || request.method === 'POST') && !request.is(mediaTypes)) {
      throw new Problem(415, 'contentType', `The request must be ${mediaTypes.join(' or ')}.`);
    }
    next();
  });
  router.use(
    express.json({
      limit: '1mb',
      // The library would put U+FFFD where bytes are no text, and that would be stored.
      verify: (_request, _response, bytes, encoding) => {
        if (encoding.startsWith('utf-8') && !isUtf8(bytes)) {
          throw new Problem(400, 'request', 'The body is not UTF-8 text.');
        }
      },
    }),
  );
  router.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument(ROUTES));
  });
  for (const route of ROUTES) {
    const readRaw = route.rawBody === undefined ? [] : [express.raw({ type: route.rawBody, limit: '1gb' })];
    router[route.method](route.path.replace(/\{(\w+)\}/, ':$1'), ...readRaw, async (request, response) => {
      await answer(route, settings.contextOf(request), request, response);
    });
  }
  router.use((request) => {
    throw new Problem(
      404,
      'path',
      `There is no ${request.method} ${CONTROL_PATH}${request.path}. See ${CONTROL_PATH}/openapi.json.`,
    );
  });
  return router;
}

/** Answers whatever went wrong as a problem. `failed` is told about what should not happen. */
export function answerProblem(failed: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const { status, rule, message, field } = problemOf(error, failed);
    response
      .status(status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: `urn:atws-emulator:${rule}`,
          title: status < 500 ? 'The request was refused' : 'The emulator failed',
          status,
          detail: message,
          rule,
          ...(field !== undefined && { field }),
        }),
      );
  };
}

/** What a misspelt parameter would be lost in. */
const NO_QUERY = z.strictObject({});

async function answer(
  route: Route,
  context: ControlContext,
  request: Request,
  response: Response,
): Promise<void> {
  const {
    id: text,
    resource = '',
    name = '',
  } = request.params as { readonly id?: string; readonly resource?: string; readonly name?: string };
  const id = Number(text ?? 0);
  if (text !== undefined && !(/^[1-9]\d*$/.test(text) && Number.isSafeInteger(id))) {
    throw new Problem(
      400,
      'request',
      sentence('valueNotValid', {
        name: 'id',
        expected: 'a whole number',
        value: JSON.stringify(text),
        hint: '',
      }),
      'id',
    );
  }
  const result = await route.handle(context, {
    id,
    resource,
    name,
    query: valid(route.query ?? NO_QUERY, request.query, 'The query'),
    body: valid(route.body, request.body, 'The body'),
  });
  response.status(route.status);
  if (route.status === 204) response.end();
  else if (result instanceof RawAnswer) response.type(result.mediaType).send(result.content);
  else response.json(result);
}

function valid(schema: z.ZodType | undefined, value: unknown, whole: string): unknown {
  if (!schema) return undefined;
  try {
    return checked(schema, value, whole);
  } catch (error) {
    throw error instanceof Refusal ? new Problem(400, 'request', error.message, error.field) : error;
  }
}
