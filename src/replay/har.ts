import { z } from 'zod';
import { CaptureError, readText, type HttpMessage } from './http-message';

const headers = z.array(z.object({ name: z.string(), value: z.string() })).default([]);

/** The members of HAR 1.2 that are read; others are ignored. */
const archive = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          headers,
          // `encoding` is not standard here, but some tools write it.
          postData: z.object({ text: z.string().default(''), encoding: z.string().optional() }).optional(),
        }),
        response: z.object({
          status: z.number(),
          headers,
          content: z
            .object({
              text: z.string().default(''),
              encoding: z.string().optional(),
              mimeType: z.string().optional(),
            })
            .default({ text: '' }),
        }),
      }),
    ),
  }),
});

/** A POST in an HTTP archive, and its answer. */
interface HarExchange {
  /** The number of the entry, from 1 on. */
  readonly entry: number;
  readonly request: HttpMessage;
  /** Parsed on demand, as entries that are no SOAP calls may be malformed. Throws a CaptureError. */
  readonly response: () => HttpMessage;
}

/** The POSTs of an HTTP archive that send an envelope. Throws a CaptureError. */
export function readHar(bytes: Buffer): readonly HarExchange[] {
  let json: unknown;
  try {
    json = JSON.parse(readText(bytes));
  } catch (error) {
    // The parser's message quotes the text, which may hold a password.
    throw error instanceof CaptureError ? error : new CaptureError('is not JSON');
  }
  const { data, error } = archive.safeParse(json);
  if (!data) {
    const place = error.issues[0]?.path.join('.') ?? '';
    throw new CaptureError(
      `is not an HTTP archive: ${place === '' ? 'its content' : place} is not as expected`,
    );
  }
  return data.log.entries.flatMap(({ request, response }, index) => {
    const { text = '', encoding } = request.postData ?? {};
    if (request.method.toUpperCase() !== 'POST') return [];
    const body = bodyOf(text, encoding, '');
    if (!isEnvelope(body)) return [];
    return {
      entry: index + 1,
      request: { status: undefined, headers: headersOf(request.headers), body },
      response: () => ({
        status: response.status === 0 ? undefined : response.status,
        headers: headersOf(response.headers),
        body: bodyOf(response.content.text, response.content.encoding, response.content.mimeType),
      }),
    };
  });
}

/** By a pattern, so that a broken envelope is reported and not skipped. */
function isEnvelope(text: string): boolean {
  return /^(\s|<\?[^>]*>|<!--[^]*?-->)*<([\w.-]+:)?Envelope[\s>]/.test(text);
}

function bodyOf(text: string, encoding: string | undefined, mimeType: string | undefined): string {
  return encoding?.toLowerCase() === 'base64' ? readText(Buffer.from(text, 'base64'), mimeType) : text.trim();
}

function headersOf(list: z.infer<typeof headers>): ReadonlyMap<string, string> {
  return new Map(list.map(({ name, value }) => [name.toLowerCase(), value]));
}
