// The client of a request: its address, and whether it is gone.

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import type { Client } from '../runtime/client';

/**
 * The client of a request. `trustProxy`: the last entry of X-Forwarded-For counts, which our own proxy wrote; clients
 * can send the entries before it.
 */
export function clientOf(request: IncomingMessage, trustProxy: boolean): Client {
  const { socket, headers } = request;
  const forwarded = trustProxy ? addressIn([headers['x-forwarded-for']].flat().at(-1) ?? '') : undefined;
  return {
    address: networkOf(forwarded ?? socket.remoteAddress ?? ''),
    isGone: goneOf(request),
  };
}

/**
 * Milliseconds for which a client that ended its side of a connection is taken for one that waits for the answer: one
 * that went away looks the same (RFC 9293, section 3.6).
 */
const HALF_CLOSED_MS = 2000;

/** When the clients of connections ended their side; Infinity before that. */
const ends = new WeakMap<Socket, number>();

/** Whether the client of a request went away. */
export function goneOf({ socket }: IncomingMessage): () => boolean {
  // Once for all requests of a connection.
  if (!ends.has(socket)) {
    ends.set(socket, socket.readableEnded ? performance.now() : Infinity);
    socket.once('end', () => ends.set(socket, performance.now()));
  }
  return () => socket.destroyed || performance.now() - (ends.get(socket) ?? Infinity) > HALF_CLOSED_MS;
}

/** The last address of the header, with or without a port; undefined where it is not an address. */
function addressIn(header: string): string | undefined {
  const last = header.slice(header.lastIndexOf(',') + 1).trim();
  const [, bracketed, plain = last] = /^"?(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?"?$/.exec(last) ?? [];
  const address = bracketed ?? plain;
  return isIP(address) === 0 ? undefined : address;
}

/** The part of an address that a client cannot vary: an IPv4 address, or the /64 network of an IPv6 address. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = groupsOf(address.replace(/%.*$/, ''));
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':');
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  // A URL has the canonical form, without dots.
  const [front = '', back] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (text = ''): readonly number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [numbers(front), numbers(back)];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
