import type { IncomingMessage } from 'node:http';

/** The settings that determine the server's public URL. */
export interface PublicUrlSettings {
  /** The configured URL, which always wins. */
  readonly publicUrl: string | undefined;
  /** Use `X-Forwarded-Proto` and `X-Forwarded-Host`, which any client can send. */
  readonly trustProxy: boolean;
  /** The server itself speaks TLS. */
  readonly secure: boolean;
}

/** The public URL by the headers of a request: scheme, host and port, without a slash at the end. */
export function publicUrlOf(
  request: IncomingMessage,
  { publicUrl, trustProxy, secure }: PublicUrlSettings,
): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  const { socket, headers } = request;
  const scheme = (trustProxy && first(headers['x-forwarded-proto'])) || (secure ? 'https' : 'http');
  const host =
    (trustProxy && first(headers['x-forwarded-host'])) ||
    headers.host ||
    `${String(socket.localAddress)}:${String(socket.localPort)}`;
  return `${scheme}://${host}`;
}

/** The first entry of a header, which is the client's: each proxy appends one. */
function first(header: string | string[] | undefined): string {
  const [only = ''] = [header].flat();
  return only.replace(/,.*$/, '').trim();
}
