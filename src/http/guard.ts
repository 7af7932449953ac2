import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';

/** The settings that restrict access to the JSON API. */
export interface GuardSettings {
  /** The address the server listens on. */
  readonly host: string;
  /** Required unless the server listens on loopback only, and no proxy there passes on what others ask. */
  readonly controlToken: string | undefined;
  /** Names that the Host header may have, beside localhost and IP addresses. */
  readonly allowedHosts: readonly string[];
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Headers that proxies add: the client may be anybody, whatever address the server listens on. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/** The reason for denying a request. */
export type Denial = { readonly status: 401 | 403; readonly rule: string; readonly detail: string };

/** The denial of a request to the JSON API; undefined where it is allowed. */
export function denialOf(request: IncomingMessage, settings: GuardSettings): Denial | undefined {
  const { host, controlToken, allowedHosts } = settings;
  const unknownHost = hostDenialOf(request, allowedHosts);
  if (unknownHost) return unknownHost;
  if (controlToken === undefined) {
    const where = isLoopback(host) ? 'is asked through a proxy' : 'listens beyond loopback';
    return isLoopback(host) && !FORWARDED.some((header) => header in request.headers)
      ? undefined
      : {
          status: 403,
          rule: 'token',
          detail: `The server ${where}: start it with --control-token to use this API.`,
        };
  }
  return isToken(request.headers.authorization ?? '', controlToken)
    ? undefined
    : { status: 401, rule: 'token', detail: 'This API needs the header Authorization: Bearer TOKEN.' };
}

/**
 * The denial of a request whose Host header names another server. A page on the web can resolve a name of its own to
 * this machine (DNS rebinding), but it cannot change the Host header.
 */
export function hostDenialOf(
  { headers }: IncomingMessage,
  allowedHosts: readonly string[],
): Denial | undefined {
  return isKnownHost(headers.host ?? '', allowedHosts)
    ? undefined
    : {
        status: 403,
        rule: 'host',
        detail: 'The Host header is none of this server. Allow it with --allowed-hosts.',
      };
}

/** Whether an address to listen on is loopback. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return host === 'localhost' || (family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4'));
}

function isKnownHost(header: string, allowedHosts: readonly string[]): boolean {
  const name = header
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return (
    name === 'localhost' || isIP(name) !== 0 || allowedHosts.some((allowed) => allowed.toLowerCase() === name)
  );
}

function isToken(authorization: string, token: string): boolean {
  const [, sent = ''] = /^bearer\s+(\S+)\s*$/i.exec(authorization) ?? [];
  // The comparison needs equal lengths, which digests have.
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(token));
}
