import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/index';
import { start } from '../support/emulator';
import { call, query, queryXml, where } from '../support/soap';
import { accept, IDS, read } from '../support/updates';

const SQLITE = 'application/vnd.sqlite3';

interface Told {
  readonly status: number;
  readonly body: unknown;
}

type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Told>;

/** Asks the JSON API of an emulator; bytes go as a snapshot, everything else as JSON. */
function asking(emulator: () => Pick<Emulator, 'adminUrl'>): Ask {
  return async (method, path, body, headers = {}) => {
    const isRaw = Buffer.isBuffer(body);
    const response = await fetch(emulator().adminUrl + path, {
      method,
      headers: { 'Content-Type': isRaw ? SQLITE : 'application/json', ...headers },
      ...(body !== undefined && { body: isRaw ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };
}

let atws: Emulator;
const ask = asking(() => atws);

beforeAll(async () => {
  atws = await start();
});
beforeEach(async () => {
  await atws.reset();
  for (const { name } of (await ask('GET', '/snapshots')).body as { name: string }[]) {
    await ask('DELETE', `/snapshots/${name}`);
  }
});
afterAll(() => atws.close());

const title = async (): Promise<unknown> => (await atws.resources.get(IDS.tom)).Title;

async function bytesOf(name: string): Promise<Buffer> {
  const response = await fetch(`${atws.adminUrl}/snapshots/${name}`);
  expect(response.headers.get('content-type')).toBe(SQLITE);
  return Buffer.from(await response.arrayBuffer());
}

describe('state', () => {
  test('tells how the emulator stands', async () => {
    await call(atws.url, 'GetWsdlVersion');
    await atws.faults.add({ operation: 'update', delayMs: 1 });
    await atws.snapshot('one');
    expect(await ask('GET', '/state')).toMatchObject({
      status: 200,
      body: {
        domain: 'example.com',
        resources: (await atws.resources.list()).length,
        requestsOfTheLastHour: 1,
        clock: { frozen: false, offset: 0 },
        faultRules: 1,
        snapshots: [{ name: 'one', bytes: expect.any(Number) as number }],
      },
    });
  });
});

describe('reset', () => {
  test('starts over', async () => {
    await accept(atws.url, IDS.tom, { Title: 'Changed' });
    await atws.faults.add({ delayMs: 1 });
    expect(await ask('POST', '/reset', {})).toEqual({ status: 204, body: '' });
    expect(await title()).not.toBe('Changed');
    expect(await atws.faults.list()).toEqual([]);
    expect((await ask('GET', '/requests')).body).toEqual([]);
  });

  test('needs no body, but a media type that no form has', async () => {
    expect((await ask('POST', '/reset')).status).toBe(204);
    expect((await ask('POST', '/reset', undefined, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await ask('POST', '/reset', { all: true })).status).toBe(400);
  });

  test.each<[string, EmulatorOptions, number, unknown]>([
    [
      'a data file is refused',
      {},
      403,
      expect.objectContaining({
        rule: 'resetNotAllowed',
        detail: 'A data file is emptied only when the server was started with --allow-reset.',
      }),
    ],
    ['a data file with allowReset is done', { allowReset: true }, 204, ''],
  ])('of %s', async (_title, options, status, refused) => {
    const own = await start({ store: 'file', ...options });
    try {
      await accept(own.url, IDS.tom, { Title: 'Changed' });
      const answer = await asking(() => own)('POST', '/reset', {});
      expect(answer).toEqual({ status, body: refused });
      expect((await read(own.url, IDS.tom))['Title'] === 'Changed').toBe(status === 403);
    } finally {
      await own.close();
    }
  });
});

describe('snapshots', () => {
  test('are made, listed by name, gone back to and deleted', async () => {
    await accept(atws.url, IDS.tom, { Title: 'Kept' });
    for (const name of ['two', 'one', '1.a-b_c']) {
      expect(await ask('POST', `/snapshots/${name}`, {})).toEqual({ status: 204, body: '' });
    }
    const names = async (): Promise<string[]> =>
      ((await ask('GET', '/snapshots')).body as { name: string }[]).map(({ name }) => name);
    expect(await names()).toEqual(['1.a-b_c', 'one', 'two']);
    await accept(atws.url, IDS.tom, { Title: 'Later' });
    expect((await ask('POST', '/snapshots/one/restore', {})).status).toBe(204);
    expect(await title()).toBe('Kept');
    expect((await ask('DELETE', '/snapshots/one')).status).toBe(204);
    expect(await names()).toEqual(['1.a-b_c', 'two']);
  });

  test('that were downloaded can be uploaded, to another emulator as well', async () => {
    await accept(atws.url, IDS.tom, { Title: 'Carried' });
    await ask('POST', '/snapshots/one', {});
    const bytes = await bytesOf('one');
    const other = await start({ store: 'file' });
    try {
      const there = asking(() => other);
      expect(await there('PUT', '/snapshots/from-there', bytes)).toEqual({ status: 204, body: '' });
      expect((await there('POST', '/snapshots/from-there/restore', {})).status).toBe(204);
      expect((await read(other.url, IDS.tom))['Title']).toBe('Carried');
    } finally {
      await other.close();
    }
  });

  const BAD_UPLOADS: readonly (readonly [string, (good: Buffer) => unknown, number])[] = [
    ['text', () => Buffer.from('This is no database. '.repeat(1000)), 422],
    ['half of a snapshot', (good) => good.subarray(0, Math.ceil(good.length / 2)), 422],
    ['no bytes', () => Buffer.alloc(0), 422],
    ['JSON', () => ({}), 400],
  ];

  test.each(BAD_UPLOADS)(
    'of %s are refused, and the one of that name stays',
    async (_title, make, status) => {
      await ask('POST', '/snapshots/one', {});
      const before = await bytesOf('one');
      const answer = await ask('PUT', '/snapshots/one', make(before));
      expect(answer).toMatchObject({ status, body: { status } });
      expect((await bytesOf('one')).equals(before)).toBe(true);
      expect((await ask('PUT', '/snapshots/two', make(before))).status).toBe(status);
      expect((await ask('GET', '/snapshots')).body).toHaveLength(1);
      // What was refused does not stand in the way of an erasure.
      await atws.resources.redact(IDS.jack, 'ada.admin', 'On request');
      expect((await ask('POST', '/snapshots/one/restore', {})).status).toBe(204);
    },
  );

  test.each([
    ['POST', ''],
    ['POST', '/restore'],
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
  ])('%s of a name that is none%s is refused', async (method, path) => {
    for (const name of ['.hidden', '..%2F..%2Fetc', 'a%2Fb', 'a%00b', '-x', 'x'.repeat(65), 'a%20b', 'ä']) {
      const body = method === 'PUT' ? Buffer.from('x') : method === 'POST' ? {} : undefined;
      const answer = await ask(method, `/snapshots/${name}${path}`, body);
      expect([name, answer.status]).toEqual([name, 422]);
      expect(answer.body).toMatchObject({ rule: 'snapshotNameNotValid' });
    }
  });

  test.each([
    ['POST', '/restore'],
    ['GET', ''],
    ['DELETE', ''],
  ])('%s of one that is not there%s is 404', async (method, path) => {
    const answer = await ask(method, `/snapshots/nowhere${path}`, method === 'POST' ? {} : undefined);
    expect(answer).toMatchObject({
      status: 404,
      body: { rule: 'snapshotUnknown', detail: 'There is no snapshot nowhere.' },
    });
  });
});

describe('requests', () => {
  test('are listed with filters, and forgotten', async () => {
    await call(atws.url, 'GetWsdlVersion');
    await query(atws.url, queryXml(where('id', 'Equals', String(IDS.tom))));
    const all = (await ask('GET', '/requests')).body as { id: number; operation: string }[];
    expect(all.map(({ operation }) => operation)).toEqual(['GetWsdlVersion', 'query']);
    const masked = (xml: string): string => xml.replace(/(<InternalCost [^>]*>)[^<]+/, '$1******');
    expect(all).toEqual(
      (await atws.requests()).map((call) => ({ ...call, response: masked(call.response) })),
    );
    const [first, second] = all;
    for (const [filter, found] of [
      ['operation=QUERY', [second]],
      ['user=api.admin%40example.com', all],
      ['user=nobody', []],
      ['status=200', all],
      ['status=500', []],
      [`after=${first!.id}`, [second]],
      [`after=${first!.id}&operation=GetWsdlVersion`, []],
    ] as const) {
      expect([filter, (await ask('GET', `/requests?${filter}`)).body]).toEqual([filter, found]);
    }
    expect((await ask('DELETE', '/requests')).status).toBe(204);
    expect((await ask('GET', '/requests')).body).toEqual([]);
  });

  test.each(['status=x', 'after=-1', 'colour=red'])('%s is refused', async (filter) => {
    expect((await ask('GET', `/requests?${filter}`)).status).toBe(400);
  });
});

describe('clock', () => {
  test('is shown, set, stopped, moved and reset', async () => {
    const now = '2031-02-03T04:05:06.000Z';
    expect((await ask('GET', '/clock')).body).toMatchObject({ offset: 0, frozen: false });
    expect(await ask('PUT', '/clock', { now, frozen: true })).toMatchObject({
      status: 200,
      body: { now, frozen: true },
    });
    expect((await ask('PUT', '/clock', { tick: 1000 })).body).toMatchObject({
      now: '2031-02-03T04:05:07.000Z',
    });
    await call(atws.url, 'GetWsdlVersion');
    expect((await ask('GET', '/requests')).body).toMatchObject([{ at: '2031-02-03T04:05:07.000Z' }]);
    expect((await ask('PUT', '/clock', { now: '2031-02-03T05:05:06+02:00' })).body).toMatchObject({
      now: '2031-02-03T03:05:06.000Z',
    });
    expect((await ask('PUT', '/clock', { frozen: false })).body).toMatchObject({ frozen: false });
    expect((await ask('DELETE', '/clock')).body).toMatchObject({ offset: 0, frozen: false });
  });

  test('is set by an offset from the true time, whatever it showed', async () => {
    await atws.clock.tick(1_000_000_000);
    const { body } = await ask('PUT', '/clock', { offset: 3_600_000 });
    const { offset, now } = body as { offset: number; now: string };
    expect(Math.abs(offset - 3_600_000)).toBeLessThan(100);
    expect(Math.abs(new Date(now).getTime() - new Date().getTime() - 3_600_000)).toBeLessThan(10_000);
  });

  test.each<[object, number]>([
    [{ now: 'noon' }, 400],
    [{ now: 5 }, 400],
    [{ tick: 1.5 }, 400],
    [{ offset: 'x' }, 400],
    [{ frozen: 1 }, 400],
    [{ speed: 2 }, 400],
    [{ tick: Number.MAX_SAFE_INTEGER }, 422],
    [{ offset: -Number.MAX_SAFE_INTEGER }, 422],
    [{ now: '0001-01-01T00:00:00Z' }, 422],
  ])('refuses %j, and goes on', async (body, status) => {
    expect((await ask('PUT', '/clock', body)).status).toBe(status);
    expect((await ask('GET', '/clock')).body).toMatchObject({ offset: 0 });
    expect((await call(atws.url, 'GetWsdlVersion')).status).toBe(200);
  });
});

describe('faults', () => {
  test.each<[object]>([
    [{ operation: 'query', times: 2, effect: { kind: 'fault', text: 'Out of service' } }],
    [{ effect: { kind: 'httpStatus', status: 503 }, probability: 0.5 }],
    [{ delayMs: 10 }],
    [{ effect: { kind: 'connection reset' } }],
    [{ effect: { kind: 'truncated body' } }],
    [{ effect: { kind: 'malformed XML' } }],
    [{ effect: { kind: 'expired threshold' } }],
    [{ effect: { kind: 'IntegrationCode is invalid.' } }],
  ])('%j is ordered, shown as it was given, and deleted', async (rule) => {
    const { status, body } = await ask('POST', '/faults', rule);
    expect({ status, body }).toEqual({
      status: 201,
      body: { ...rule, id: expect.any(Number) as number, met: 0 },
    });
    expect((await ask('GET', '/faults')).body).toEqual([body]);
    const { id } = body as { id: number };
    expect((await ask('DELETE', `/faults/${id}`)).status).toBe(204);
    expect((await ask('GET', '/faults')).body).toEqual([]);
    expect(await ask('DELETE', `/faults/${id}`)).toMatchObject({
      status: 404,
      body: { rule: 'faultRuleUnknown', detail: `There is no fault rule ${id}.` },
    });
  });

  test('hold for calls, which are counted', async () => {
    await ask('POST', '/faults', {
      operation: 'getwsdlversion',
      effect: { kind: 'httpStatus', status: 503 },
    });
    expect((await call(atws.url, 'GetWsdlVersion')).status).toBe(503);
    expect((await ask('GET', '/faults')).body).toMatchObject([{ met: 1 }]);
    expect((await ask('DELETE', '/faults')).status).toBe(204);
    expect((await call(atws.url, 'GetWsdlVersion')).status).toBe(200);
  });

  test.each(['x', '0', '-1', '1.5'])('an id %s is refused', async (id) => {
    expect((await ask('DELETE', `/faults/${id}`)).status).toBe(400);
  });
});

describe('health', () => {
  test('answers at both paths, without a token', async () => {
    const own = await startEmulator({ controlToken: 'x'.repeat(16) });
    const ready = async (prefix: string): Promise<unknown> =>
      (await fetch(`${own.origin}${prefix}/readyz`)).json();
    try {
      for (const prefix of ['', '/_emulator']) {
        expect(await (await fetch(`${own.origin}${prefix}/healthz`)).text()).toBe('ok\n');
        expect(await ready(prefix)).toMatchObject({
          status: 'ready',
          clock: { offset: 0, frozen: false },
          faultRules: 0,
        });
      }
      expect((await fetch(`${own.adminUrl}/state`)).status).toBe(401);
    } finally {
      await own.close();
    }
  });

  test('metrics are there only when asked for, at both paths', async () => {
    for (const prefix of ['', '/_emulator'])
      expect((await fetch(`${atws.origin}${prefix}/metrics`)).status).toBe(404);
    const own = await startEmulator({ metrics: true });
    try {
      await call(own.url, 'GetWsdlVersion');
      await call(own.url, 'query', '', { login: { user: 'x', password: 'y' } });
      for (const prefix of ['', '/_emulator']) {
        const response = await fetch(`${own.origin}${prefix}/metrics`);
        expect(response.headers.get('content-type')).toMatch(/^text\/plain;.*version=/);
        const text = await response.text();
        expect(text).toContain('atws_calls_total{operation="GetWsdlVersion",status="200"} 1\n');
        expect(text).toContain('status="401"} 1\n');
        expect(text).toContain('atws_call_duration_seconds_count{operation="GetWsdlVersion"} 1\n');
      }
    } finally {
      await own.close();
    }
  });
});
