// Thorough: npm run test:quick leaves it out.
import net, { type AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import {
  accept,
  eventually,
  IDS,
  MovingClock,
  open,
  opened,
  type Opened,
  type OpenOptions,
  type Row,
} from '../support/updates';
import { start } from '../support/emulator';

const START = '2026-03-01T12:00:00.000Z';

/** A message as an SMTP server received it. */
interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly mail: ParsedMail;
}

interface Smtp {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
}

/** A real SMTP server that takes every message, unless `options` say otherwise. */
async function startSmtp(port = 0, options: SMTPServerOptions = {}): Promise<Smtp> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      simpleParser(stream).then((mail) => {
        received.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          mail,
        });
        done();
      }, done);
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: listening } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${listening}`,
    port: listening,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

/** A port that nobody listens on, for now. */
async function freePort(): Promise<number> {
  const server = await startSmtp();
  await server.close();
  return server.port;
}

const outbox = async (emulator: Opened): Promise<readonly Row[]> =>
  await emulator.rows('SELECT * FROM outbox ORDER BY id');
const linkOf = (row: Row | undefined): string => /http\S+/.exec(String(row?.['text']))?.[0] ?? '';

/** Changes a verified address, so that a message is to be sent. */
const askFor = (emulator: Opened, Email: string, id: number = IDS.mo): Promise<unknown> =>
  accept(emulator.url, id, { Email });

/** Some change that makes no message, but wakes the delivery. */
const wake = ({ url }: Opened): Promise<unknown> => accept(url, IDS.emma, { Title: 'Awake' });

async function withServers(
  smtp: Promise<Smtp> | undefined,
  options: OpenOptions,
  test: (emulator: Opened, smtp: Smtp) => Promise<void>,
): Promise<void> {
  const server = (await smtp) ?? (await startSmtp());
  const emulator = await open({ smtpUrl: server.url, ...options });
  try {
    await test(emulator, server);
  } finally {
    await emulator.close();
    await server.close();
  }
}

test('a message arrives as text and HTML, with the link that confirms', async () => {
  const clock = new MovingClock(START);
  await withServers(
    undefined,
    { clock, mailFrom: 'Autotask <no-reply@example.org>' },
    async (emulator, smtp) => {
      await askFor(emulator, 'mo.new@example.com');
      const [row] = await eventually(
        async () => (await outbox(emulator))[0]?.['sent_at'] != null && (await outbox(emulator)),
        'sent',
      );
      expect(row).toMatchObject({ sent_at: START, attempts: 1, last_error: null });
      expect(smtp.received).toHaveLength(1);
      const [{ from, to, mail } = { from: '', to: [], mail: undefined }] = smtp.received;
      expect({ from, to }).toEqual({ from: 'no-reply@example.org', to: ['mo.new@example.com'] });
      expect(mail?.subject).toBe('Confirm change');
      expect(mail?.to).toMatchObject({ text: 'mo.new@example.com' });
      expect(mail?.from).toMatchObject({ text: '"Autotask" <no-reply@example.org>' });
      const link = linkOf(row);
      expect(mail?.text).toContain(`\n${link}\n`);
      expect(mail?.html).toContain(`<a href="${link}">${link}</a>`);
      expect(mail?.attachments).toEqual([]);
      expect((await fetch(link)).status).toBe(200);
    },
  );
});

test.each([
  "o'brien+tag@example.com",
  'ünï@müller.example',
  `${'l'.repeat(64)}@${'d'.repeat(60)}.example.com`,
])('a message reaches %s and nobody else', async (address) => {
  await withServers(undefined, {}, async (emulator, smtp) => {
    await askFor(emulator, address);
    const [received] = await eventually(() => smtp.received.length > 0 && smtp.received, 'received');
    // Domains travel in their ASCII form.
    expect(received?.to.map((to) => to.replace('xn--mller-kva', 'müller'))).toEqual([address]);
  });
});

test('messages are sent once each, in the order they were written', async () => {
  await withServers(undefined, {}, async (emulator, smtp) => {
    const ids = [IDS.mo, IDS.tom, IDS.ada, IDS.harriet, IDS.paul];
    for (const id of ids) await askFor(emulator, `new.${id}@example.com`, id);
    await eventually(
      async () => (await outbox(emulator)).every((row) => row['sent_at'] !== null),
      'all sent',
    );
    await wake(emulator);
    expect(smtp.received.map(({ to }) => to)).toEqual(ids.map((id) => [`new.${id}@example.com`]));
    expect((await outbox(emulator)).map((row) => row['attempts'])).toEqual([1, 1, 1, 1, 1]);
  });
});

test('without an SMTP server messages stay in the outbox, and a later start with one sends them', async () => {
  const smtp = await startSmtp();
  const emulator = await open();
  try {
    await askFor(emulator, 'mo.new@example.com');
    await wake(emulator);
    expect(await outbox(emulator)).toMatchObject([{ sent_at: null, attempts: 0, last_error: null }]);
    const second = await start({ memory: false, data: emulator.file, smtpUrl: smtp.url });
    await eventually(async () => (await outbox(emulator))[0]?.['sent_at'] !== null, 'sent');
    await second.close();
    expect(smtp.received.map(({ to }) => to)).toEqual([['mo.new@example.com']]);
  } finally {
    await emulator.close();
    await smtp.close();
  }
});

test('while the server is down a message waits, and the failure is in the outbox', async () => {
  const port = await freePort();
  const clock = new MovingClock(START);
  const emulator = await open({ clock, smtpUrl: `smtp://127.0.0.1:${port}` });
  try {
    await askFor(emulator, 'mo.new@example.com');
    const [failed] = await eventually(
      async () => (await outbox(emulator))[0]?.['last_error'] != null && (await outbox(emulator)),
      'failed',
    );
    expect(failed).toMatchObject({ sent_at: null, attempts: 1, next_attempt_at: '2026-03-01T12:00:01.000Z' });
    expect(failed?.['last_error']).toMatch(/ECONNREFUSED/);

    // It is not due yet, whoever wakes the delivery.
    await wake(emulator);
    expect((await outbox(emulator))[0]).toMatchObject({ attempts: 1 });

    const smtp = await startSmtp(port);
    try {
      clock.pass(1000);
      await accept(emulator.url, IDS.emma, { Title: 'Awake again' });
      await eventually(async () => (await outbox(emulator))[0]?.['sent_at'] !== null, 'sent');
      expect((await outbox(emulator))[0]).toMatchObject({
        sent_at: '2026-03-01T12:00:01.000Z',
        attempts: 2,
        last_error: null,
      });
      expect(smtp.received).toHaveLength(1);
    } finally {
      await smtp.close();
    }
  } finally {
    await emulator.close();
  }
});

test('a message that failed is tried again without anybody doing anything', async () => {
  const port = await freePort();
  const clock = new MovingClock(START);
  const emulator = await open({ clock, smtpUrl: `smtp://127.0.0.1:${port}` });
  try {
    await askFor(emulator, 'mo.new@example.com');
    await eventually(async () => (await outbox(emulator))[0]?.['last_error'] !== null, 'failed');
    const smtp = await startSmtp(port);
    clock.pass(1000);
    await eventually(() => smtp.received.length === 1, 'received');
    expect(smtp.received[0]?.to).toEqual(['mo.new@example.com']);
    await smtp.close();
  } finally {
    await emulator.close();
  }
});

test('the pause between attempts doubles, up to an hour, and a message is never given up', async () => {
  const port = await freePort();
  const clock = new MovingClock(START);
  const emulator = await open({ clock, smtpUrl: `smtp://127.0.0.1:${port}` });
  try {
    const pauses = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600];
    await askFor(emulator, 'mo.new@example.com');
    for (const [index, pause] of pauses.entries()) {
      const row = await eventually(async () => {
        const [message] = await outbox(emulator);
        const due = new Date(String(message?.['next_attempt_at'])).getTime();
        return due === clock.now().getTime() + pause * 1000 && message;
      }, `a pause of ${pause} s`);
      expect(row['attempts']).toBe(index + 1);
      clock.pass(pause * 1000);
      await wake(emulator);
    }
  } finally {
    await emulator.close();
  }
});

test('what the server answers to a message it does not take is in the outbox', async () => {
  let refusing = true;
  const clock = new MovingClock(START);
  const smtp = startSmtp(0, {
    onRcptTo: (_address, _session, done) => {
      done(refusing ? Object.assign(new Error('Mailbox is full'), { responseCode: 452 }) : undefined);
    },
  });
  await withServers(smtp, { clock }, async (emulator, server) => {
    await askFor(emulator, 'mo.new@example.com');
    const [row] = await eventually(
      async () => (await outbox(emulator))[0]?.['last_error'] != null && (await outbox(emulator)),
      'refused',
    );
    expect(row?.['last_error']).toMatch(/452 Mailbox is full/);
    refusing = false;
    clock.pass(1000);
    await wake(emulator);
    await eventually(() => server.received.length === 1, 'received');
  });
});

test('a message that cannot be sent does not hold up the others', async () => {
  const smtp = startSmtp(0, {
    onRcptTo: ({ address }, _session, done) => {
      done(address.startsWith('bad') ? new Error('No such mailbox') : undefined);
    },
  });
  await withServers(smtp, { clock: new MovingClock(START) }, async (emulator, server) => {
    await askFor(emulator, 'bad@example.com', IDS.tom);
    await askFor(emulator, 'good@example.com', IDS.mo);
    await eventually(() => server.received.length === 1, 'received');
    expect(server.received[0]?.to).toEqual(['good@example.com']);
  });
});

test('user name and password of the SMTP URL are used', async () => {
  const seen: unknown[] = [];
  const server = await startSmtp(0, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      seen.push([username, password]);
      done(null, { user: username });
    },
  });
  const smtpUrl = server.url.replace('//', '//mailer:s%3Acret@');
  await withServers(Promise.resolve(server), { smtpUrl }, async (emulator) => {
    await askFor(emulator, 'mo.new@example.com');
    await eventually(() => server.received.length === 1, 'received');
    expect(seen).toEqual([['mailer', 's:cret']]);
  });
});

test('a server that takes the connection and says nothing does not keep the emulator from closing', async () => {
  const sockets: net.Socket[] = [];
  const silent = net.createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const emulator = await open({ smtpUrl: `smtp://127.0.0.1:${port}` });
  await askFor(emulator, 'mo.new@example.com');
  await eventually(() => sockets.length > 0, 'connected');
  try {
    const closing = emulator.close().then(() => 'closed');
    const tooLong = new Promise((resolve) => setTimeout(resolve, 5000, 'still open').unref());
    expect(await Promise.race([closing, tooLong])).toBe('closed');
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  }
});

describe('an update is answered before its message is sent', () => {
  const held: (() => void)[] = [];
  const emulator = opened();

  test('however long the mail server takes', async () => {
    const smtp = startSmtp(0, {
      onConnect: (_session, done) => {
        held.push(() => {
          done();
        });
      },
    });
    await withServers(smtp, {}, async (slow, server) => {
      await askFor(slow, 'mo.new@example.com');
      await eventually(() => held.length > 0, 'connected');
      await wake(slow);
      expect(server.received).toEqual([]);
      for (const release of held) release();
      await eventually(() => server.received.length === 1, 'received');
    });
    expect(await outbox(emulator)).toEqual([]);
  });
});
