// Thorough: npm run test:quick leaves it out.
import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import type { Emulator } from '../../src/server/emulator';
import { NAMESPACE, start } from '../support/emulator';
import { call, envelope, escape, post } from '../support/soap';
import { head } from './raw';

/** What bodies of clients without a log-in cost in memory and time. Each has nearly as many bytes as a body may have. */

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MIB = 1_048_576;
const SIZE = MIB - 1000;

let emulator: Emulator;
beforeEach(async () => {
  emulator = await start();
});
afterEach(() => emulator.close());

const zoneInfoOf = (userName: string): string => `<UserName>${userName}</UserName>`;

/** The bytes in use, without those that nothing refers to any more. */
function used(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The most bytes that were in use at a time while work was done, above those before it. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  const before = used();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, used());
  }, 100);
  await work();
  clearInterval(look);
  return most - before;
}

test('what is kept of long calls is short', async () => {
  const text = 'é'.repeat(SIZE / 2);
  const code = `€${'x'.repeat(SIZE / 2)}`;
  await call(emulator.url, 'getZoneInfo', zoneInfoOf(text));
  const before = used();
  for (let calls = 0; calls < 50; calls += 1) {
    await call(emulator.url, 'getZoneInfo', zoneInfoOf(text));
    await post(emulator.url, 'getZoneInfo', envelope(zoneInfoOf('x'), code));
  }
  expect((await emulator.requests()).length).toBeGreaterThanOrEqual(100);
  expect(used() - before).toBeLessThan(40 * MIB);
});

test('chunks of one byte take hardly more memory than their bytes', async () => {
  const { hostname, port, pathname } = new URL(emulator.url);
  const bytes = '1\r\nx\r\n'.repeat(300_000);
  const send = async (): Promise<void> => {
    const socket = net.connect({ host: hostname, port: Number(port) });
    socket.write(
      head('POST', pathname, {
        'Content-Type': 'text/xml',
        SOAPAction: `"${NAMESPACE}getZoneInfo"`,
        'Transfer-Encoding': 'chunked',
      }),
    );
    socket.write(`${bytes}0\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
  };
  expect(await peakOf(() => Promise.all([send(), send(), send(), send()]))).toBeLessThan(60 * MIB);
});

test('packed bodies count while they are unpacked', async () => {
  const { hostname, port, pathname } = new URL(emulator.url);
  const packed = gzipSync(Buffer.alloc(SIZE, 'x'));
  const send = async (): Promise<void> => {
    const socket = net.connect({ host: hostname, port: Number(port) });
    const headers = {
      'Content-Type': 'text/xml',
      'Content-Encoding': 'gzip',
      'Content-Length': packed.length,
    };
    socket.write(head('POST', pathname, headers));
    socket.write(packed);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
  };
  expect(await peakOf(() => Promise.all(Array.from({ length: 300 }, send)))).toBeLessThan(100 * MIB);
  // All of them gave back what they had.
  const whole = gzipSync(
    envelope(`<getZoneInfo xmlns="${NAMESPACE}"><UserName>x</UserName></getZoneInfo>${' '.repeat(SIZE / 2)}`),
  );
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(emulator.url, {
        method: 'POST',
        headers: { 'Content-Type': 'text/xml', 'Content-Encoding': 'gzip' },
        body: whole,
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toContain(200);
});

/** Markup in a text, inside elements that have each a comment in their text, and that again in such elements. */
function stacked(levels: number): string {
  let text = `<a>${'<b>c</b>'.repeat(200)}</a>`;
  for (let level = 0; level < levels; level += 1) {
    text = `${'<x>&lt;!-- --&gt;'.repeat(45)}${escape(text)}${'</x>'.repeat(45)}`;
  }
  return text;
}

test.each([
  ['starts of comments that do not end', `<![CDATA[${'<!--'.repeat(SIZE / 4 - 100)}]]>`],
  ['starts of processing instructions that do not end', `<![CDATA[${'<?'.repeat(SIZE / 2 - 100)}]]>`],
  ['markup in markup in elements', stacked(3)],
])('a text of %s keeps nobody waiting', async (_title, text) => {
  // Work that grows with the square of a text of this size takes more than the minute a test may have.
  expect((await call(emulator.url, 'getZoneInfo', zoneInfoOf(text))).status).toBeLessThan(600);
});
