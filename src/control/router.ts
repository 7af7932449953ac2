import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import type { z } from 'zod';
import { Refusal, type RefusalCode } from '../refusals';
import { denialOf, type GuardSettings } from './guard';
import { openApiDocument } from './openapi';
import { TextAnswer, type ControlContext, type Route } from './route';
import { ROUTES } from './routes';

/** Where the JSON API is. */
export const CONTROL_PATH = '/_emulator';

/** What the router works with. */
export interface ControlSettings extends GuardSettings {
  /** The context of a request, as the address of the server depends on it. */
  readonly contextOf: (request: Request) => ControlContext;
  /** Told about what should not happen. */
  readonly failed: (error: unknown) => void;
}

/** A problem (RFC 9457) that is answered instead of what was asked for. */
class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly rule: string,
    detail: string,
    readonly field?: string,
  ) {
    super(detail);
  }
}

/** The JSON API for machines. */
export function createControlRouter(settings: ControlSettings): Router {
  const router = express.Router();
  router.use((request, _response, next) => {
    const denial = denialOf(request, settings);
    if (denial) throw new Problem(denial.status, denial.rule, denial.detail);
    // A form on a page somewhere can be posted here without asking, JSON cannot.
    if (request.method === 'POST' && !request.is('application/json')) {
      throw new Problem(415, 'contentType', 'The request must be application/json.');
    }
    next();
  });
  router.use(express.json({ limit: '1mb' }));
  router.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument(ROUTES));
  });
  for (const route of ROUTES) {
    router[route.method](route.path.replace('{id}', ':id'), async (request, response) => {
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
  const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
    const { status, rule, message, field } = problemOf(error, settings);
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
  router.use(answerError);
  return router;
}

async function answer(
  route: Route,
  context: ControlContext,
  request: Request,
  response: Response,
): Promise<void> {
  const text = request.params['id'];
  const id = Number(text ?? 0);
  if (text !== undefined && !(/^[1-9]\d*$/.test(String(text)) && Number.isSafeInteger(id))) {
    throw new Problem(400, 'request', 'The id must be a whole number.', 'id');
  }
  const result = await route.handle(context, {
    id,
    query: checked(route.query, request.query),
    body: checked(route.body, request.body),
  });
  response.status(route.status);
  if (result instanceof TextAnswer) response.type(result.mediaType).send(result.text);
  else response.json(result);
}

function checked(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.');
  throw new Problem(400, 'request', issue?.message ?? 'The request is not valid.', field || undefined);
}

/** What a refusal is about, where its sentence has no blank for it. */
const FIELD: Partial<Readonly<Record<RefusalCode, string>>> = {
  notAnAdministrator: 'by',
  reasonMissing: 'reason',
  reasonNamesPerson: 'reason',
  reassignmentMissing: 'reassign',
  replacementMissing: 'replacement',
  emailTaken: 'Email',
  userNameHasDomain: 'UserName',
  userNameTaken: 'UserName',
  passwordTooShort: 'Password',
  passwordWithoutSpecial: 'Password',
  passwordTooUniform: 'Password',
  recordTypeUnknown: 'type',
  titleMissing: 'title',
};

const STATUS: Partial<Readonly<Record<RefusalCode, number>>> = {
  resourceUnknown: 404,
  recordUnknown: 404,
  notAnAdministrator: 403,
};

function problemOf(error: unknown, { failed }: ControlSettings): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) {
    const { code, message } = error;
    const field = error.field ?? (code && FIELD[code]);
    return new Problem((code && STATUS[code]) ?? 422, code ?? 'rule', message, field);
  }
  const { status, message } = error as { readonly status?: unknown; readonly message?: unknown };
  // What the reader of the body refuses: its form, size, charset or packing.
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(status, 'request', String(message));
  failed(error);
  return new Problem(500, 'internal', 'Something went wrong. The log of the emulator has the details.');
}
