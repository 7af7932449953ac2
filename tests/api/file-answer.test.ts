import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import { FileAnswer } from '../../src/api/route';
import { temporaryFolder } from '../support/emulator';

const BYTES = 20_000_000;

test('a file that was made for a download is gone from its folder while it is sent', async () => {
  const outer = temporaryFolder();
  const folder = path.join(outer.path, 'made');
  mkdirSync(folder);
  const file = path.join(folder, 'one.db');
  writeFileSync(file, Buffer.alloc(BYTES));
  const app = express();
  app.get('/', async (_request, response) => {
    const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
    await new FileAnswer('application/vnd.sqlite3', { path: file, discard }).send(response);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = http.get({ port, host: '127.0.0.1', agent: false });
  const [answer] = (await once(asked, 'response')) as [http.IncomingMessage];
  // Nothing is read yet, and more is to come than a connection takes.
  const isThere = existsSync(folder);
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) bytes += chunk.length;
  server.close();
  outer.remove();
  expect({ isThere, bytes }).toEqual({ isThere: false, bytes: BYTES });
});
