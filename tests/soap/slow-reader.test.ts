import net from 'node:net';
import { once } from 'node:events';
import type { Emulator } from '../../src/server/emulator';
import { NAMESPACE, start, TRACKING_IDENTIFIER, LOGINS } from '../support/emulator';
import { basic, envelope, escape, queryXml } from '../support/soap';
import { expectVersion, postXml, VERSION_CALL } from '../support/wire';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start({ memory: true });
});
afterAll(() => emulator.close());

test('a client that asks for many pages and reads none is answered no more than a connection takes', async () => {
  const { port, pathname } = new URL(emulator.url);
  const body = envelope(
    `<query xmlns="${NAMESPACE}"><sXML>${escape(queryXml(''))}</sXML></query>`,
    TRACKING_IDENTIFIER,
  );
  const request =
    `POST ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(LOGINS.admin)}\r\nContent-Type: text/xml\r\n` +
    `SOAPAction: ${NAMESPACE}query\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const asked = 20_000;
  const socket = net.connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.pause();
  socket.write(request.repeat(asked));

  // Whoever else calls is answered meanwhile; an id counts all calls that were answered before.
  for (let call = 0; call < 100; call += 1) expectVersion(await postXml(emulator.url, VERSION_CALL));
  expect((await emulator.requests({ operation: 'query' })).at(-1)?.id).toBeLessThan(asked / 10);
  socket.destroy();
});
