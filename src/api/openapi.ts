// The OpenAPI document, made of the routes.
import { z } from 'zod';
import type { Route } from './route';

const problem = {
  description: 'Refused (RFC 9457); `rule` names the rule, `field` the field, where there is one',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          rule: { type: 'string' },
          field: { type: 'string' },
        },
        required: ['type', 'title', 'status', 'detail', 'rule'],
      },
    },
  },
};

/** The OpenAPI 3.1 document of the JSON API, made from its routes. */
export function openApiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = (paths[`/_emulator${route.path}`] ??= {});
    path[route.method] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'atws-emulator',
      version: '1',
      description: 'What SOAP cannot do: the life of a resource.',
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{}, { token: [] }],
    paths,
  };
}

function operation(route: Route): object {
  const { path, leastId = 1, summary, query, status } = route;
  return {
    summary,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: name === 'id' ? { type: 'integer', minimum: leastId } : { type: 'string' },
        ...(name === 'resource' && { description: 'id or user name of a resource' }),
      })),
      ...queryParameters(query),
    ],
    ...requestBody(route),
    responses: {
      [status]: { description: 'Done', ...(status !== 204 && { content: answerContent(route) }) },
      default: problem,
    },
  };
}

const BYTES = { schema: { type: 'string', format: 'binary' } };

function requestBody({ body, rawBody }: Route): object {
  if (!body) return {};
  const content =
    rawBody === undefined
      ? { 'application/json': { schema: schemaOf(body, 'input') } }
      : { [rawBody]: BYTES };
  return { requestBody: { required: true, content } };
}

function answerContent({ answer, textForm, rawAnswer }: Route): object {
  if (rawAnswer !== undefined) return { [rawAnswer]: BYTES };
  return {
    'application/json': { schema: schemaOf(answer, 'output') },
    ...(textForm !== undefined && { [textForm]: { schema: { type: 'string' } } }),
  };
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}
