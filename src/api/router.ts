// Serves the routes of the JSON API: reads the request, checks it, answers with JSON or a problem.
import { isUtf8 } from 'node:buffer';
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { checked } from '../input/checked';
import { Refusal, sentence } from '../refusals/refusal';
import { denialOf, type GuardSettings } from '../http/guard';
import { API_PATH } from '../http/paths';
import { openApiDocument } from './openapi';
import { Problem, problemOf, requireLength } from '../http/problem';
import { FileAnswer, RawAnswer, type Route } from './route';
import { ROUTES } from './routes';
import { uploadOf } from './upload';
import type { EmulatorContext } from '../operations/emulator-context';

const MOST_JSON_BYTES = 1_048_576;

/** The settings of the router. */
export interface ApiSettings extends GuardSettings {
  /** The limit of an uploaded snapshot, in bytes. */
  readonly maxSnapshot: number;
}

/** The express router of the JSON API; `answerProblem` handles its errors. */
export function createApiRouter(emulator: EmulatorContext, settings: ApiSettings): Router {
  const router = express.Router();
  router.use((request, response, next) => {
    // Answers may have personal data, which is erased later: no browser or proxy may cache them.
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    const denial = denialOf(request, settings);
    if (denial) throw new Problem(denial.status, denial.rule, denial.detail);
    // Browsers post forms across sites without a preflight, but not JSON.
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
    (request, _response, next) => {
      if (request.is('application/json')) requireLength(request, MOST_JSON_BYTES);
      next();
    },
    express.json({
      limit: MOST_JSON_BYTES,
      // The library would replace invalid bytes by U+FFFD, which would be stored.
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
    router[route.method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, response) => {
      await answer(route, emulator, settings, request, response);
    });
  }
  router.use((request) => {
    throw new Problem(
      404,
      'path',
      `There is no ${request.method} ${API_PATH}${request.path}. See ${API_PATH}/openapi.json.`,
    );
  });
  return router;
}

/** The error handler, which answers every error as a problem document. `failed` logs unexpected ones. */
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

/** The query of a route without parameters: every parameter is refused. */
const NO_QUERY = z.strictObject({});

async function answer(
  route: Route,
  emulator: EmulatorContext,
  { maxSnapshot }: ApiSettings,
  request: Request,
  response: Response,
): Promise<void> {
  const { resource = '', name = '' } = request.params as {
    readonly resource?: string;
    readonly name?: string;
  };
  const id = idOf(request, route.leastId ?? 1);
  const isRaw = route.rawBody !== undefined && Boolean(request.is(route.rawBody));
  const upload = isRaw ? uploadOf(request, maxSnapshot) : undefined;
  try {
    const query = valid(route.query ?? NO_QUERY, request.query, 'The query');
    const body = valid(route.body, upload ?? request.body, 'The body');
    const result = await route.handle(emulator, { id, resource, name, query, body });
    response.status(route.status);
    if (route.status === 204) response.end();
    else if (result instanceof FileAnswer) await result.send(response);
    else if (result instanceof RawAnswer) response.type(result.mediaType).send(result.content);
    else response.json(result);
  } finally {
    upload?.destroy();
  }
}

/** The number in the path; 0 where the route has none. */
function idOf({ params }: Request, leastId: 0 | 1): number {
  const { id: text } = params as { readonly id?: string };
  if (text === undefined) return 0;
  const id = Number(text);
  if (/^(?:0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(id) && id >= leastId) return id;
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

function valid(schema: z.ZodType | undefined, value: unknown, whole: string): unknown {
  if (!schema) return undefined;
  try {
    return checked(schema, value, whole);
  } catch (error) {
    throw error instanceof Refusal ? new Problem(400, 'request', error.message, error.field) : error;
  }
}
