// The declaration of a route of the JSON API, and its answers that are not JSON.

import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { z } from 'zod';
import type { EmulatorContext } from '../operations/emulator-context';

/** The checked input of a request: the variables of its path, its query and its body. */
interface Input<Q, B> {
  readonly id: number;
  /** A `ResourceReference`. */
  readonly resource: string;
  readonly name: string;
  readonly query: Q;
  readonly body: B;
}

/** An answer that is not JSON. */
export class RawAnswer {
  constructor(
    readonly mediaType: string,
    readonly content: string | Buffer,
  ) {}
}

/** An answer that is streamed from an opened file of any size. */
export class FileAnswer {
  constructor(
    readonly mediaType: string,
    readonly file: FileHandle,
  ) {}

  /** Sends the file, also where it is replaced or deleted meanwhile, and closes it. */
  async send(response: Response): Promise<void> {
    try {
      response.type(this.mediaType).set('Content-Length', String((await this.file.stat()).size));
      await pipeline(this.file.createReadStream(), response);
    } catch (error) {
      // The client closed the connection.
      if (!response.destroyed) throw error;
    } finally {
      await this.file.close();
    }
  }
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Status = 200 | 201 | 204;

/** A route of the JSON API: the schemas of its input and answer, and its handler. */
export interface Route {
  readonly method: Method;
  /** Relative to `/_emulator`, with variables: `{id}`, a number from `leastId` on, `{resource}` or `{name}`. */
  readonly path: string;
  /** 1 where nothing else is said. */
  readonly leastId?: 0;
  readonly summary: string;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
  readonly answer: z.ZodType;
  /** The media type of an alternative text answer. */
  readonly textForm?: string;
  readonly status: Status;
  /** The media type of a body that is not JSON; `handle` gets it as a stream. */
  readonly rawBody?: string;
  /** The media type of an answer that is never JSON. */
  readonly rawAnswer?: string;
  readonly handle: (context: EmulatorContext, input: Input<unknown, unknown>) => Promise<unknown>;
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/** Declares a route; `handle` gets the types of its schemas. Without an answer it answers nothing, as 204. */
export function route<
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  definition: Omit<Route, 'query' | 'body' | 'answer' | 'status' | 'handle'> & {
    readonly query?: Q;
    readonly body?: B;
    readonly answer?: z.ZodType;
    readonly status?: 201;
    readonly handle: (context: EmulatorContext, input: Input<OutputOf<Q>, OutputOf<B>>) => Promise<unknown>;
  },
): Route {
  const { answer, status = answer ? 200 : 204, handle } = definition;
  return {
    ...definition,
    answer: answer ?? z.null(),
    status,
    // The input was checked with the schemas that the types are from.
    handle: (context, input) => handle(context, input as Input<OutputOf<Q>, OutputOf<B>>),
  };
}
