import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import { FileAnswer } from '../../src/api/route';
import { temporaryFolder } from '../support/emulator';

const BYTES = 20_000_000;

test('a file that is opened for a download is sent to its end, though it is deleted before', async () => {
  const folder = temporaryFolder();
  const name = path.join(folder.path, 'one.db');
  writeFileSync(name, Buffer.alloc(BYTES));
  const file = await open(name);
  await rm(name);
  const app = express();
  let sent: Promise<void> | undefined;
  app.get('/', (_request, response) => {
    sent = new FileAnswer('application/vnd.sqlite3', file).send(response);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = http.get({ port, host: '127.0.0.1', agent: false });
  const [answer] = (await once(asked, 'response')) as [http.IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) bytes += chunk.length;
  // The client has all bytes before the file is closed.
  await sent;
  server.close();
  folder.remove();
  expect(bytes).toBe(BYTES);
  expect(file.fd).toBe(-1);
});
