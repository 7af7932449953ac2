import type { IncomingMessage } from 'node:http';

/** How to tell the address that clients use. */
export interface PublicUrlSettings {
  /** Given by the operator: always this. */
  readonly publicUrl: string | undefined;
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host`, which anybody can send. */
  readonly trustProxy: boolean;
  /** The server itself speaks TLS. */
  readonly secure: boolean;
}

/** Scheme, host and port by which this request reached us; no slash at the end. */
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

/** A chain of proxies appends; what the client saw comes first. */
function first(header: string | string[] | undefined): string {
  const [only = ''] = [header].flat();
  return only.replace(/,.*$/, '').trim();
}
