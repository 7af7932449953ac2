import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { serve, type Served } from '../cli/support';
import { LOGINS, temporaryFolder } from '../support/emulator';
import { parse, find } from '../support/soap';
import { eventually, IDS, written } from '../updates/support';
import { connect, type Client } from './support';

/** Two workers answer four connections: nobody can tell which one it is. */
const folder = temporaryFolder();
const file = path.join(folder.path, 'atws.db');
let server: Served;
let clients: readonly Client[];
let first: Client;

beforeAll(async () => {
  const more = ['--bcrypt-cost', '4', '--allow-reset', '--metrics'];
  server = await serve(['--workers', '2', '--port', '0', '--data', file, ...more]);
  clients = await connect(new URL(server.url).origin, 4);
  first = clients[0]!;
});
beforeEach(() => first.api('POST', '/reset', {}));
afterAll(async () => {
  for (const client of clients) client.close();
  await server.end('SIGTERM');
  folder.remove();
});

/** What each client gets, one after the other. */
async function each<T>(ask: (client: Client, index: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (const [index, client] of clients.entries()) answers.push(await ask(client, index));
  return answers;
}

const ASKED = { by: 'ada.admin', reason: 'Asked to' };

const four = <T>(value: T): T[] => [value, value, value, value];

interface Call {
  readonly id: number;
  readonly operation: string;
  readonly status: number;
}

const calls = async (client: Client): Promise<readonly Call[]> =>
  (await client.api('GET', '/requests')) as Call[];

describe('a write', () => {
  test('is seen by the next read on every connection, whichever it came by', async () => {
    const fields = await written(server.url, IDS.tom);
    await each(async (writer, index) => {
      await writer.update(IDS.tom, { ...fields, Title: `By ${index}` });
      expect(await each((reader) => reader.read(IDS.tom, 'Title'))).toEqual(four(`By ${index}`));
    });
  });

  test('waits for its turn when many come at once, beside a redaction, which rewrites the file', async () => {
    const ids = [IDS.tom, IDS.harriet, IDS.paul, IDS.bea];
    const fields = await Promise.all(ids.map((id) => written(server.url, id)));
    const writes = clients.flatMap((client, index) =>
      Array.from({ length: 10 }, (_none, turn) =>
        client.update(ids[index]!, { ...fields[index], Title: `Turn ${turn}` }),
      ),
    );
    const redaction = first.api('POST', `/resources/${IDS.jack}/redact`, ASKED);
    await Promise.all([...writes, redaction]);
    for (const id of ids) expect(await each((client) => client.read(id, 'Title'))).toEqual(four('Turn 9'));
    expect(await each((client) => client.read(IDS.jack, 'LastName'))).toEqual(four('Resource'));
  });

  test('waits while the file is rewritten, and those who read are answered', async () => {
    const fields = await written(server.url, IDS.tom);
    // Whoever reads an earlier state keeps the file from being rewritten to its end.
    const reader = new Sqlite(file, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM resources').get();
    const other = new Sqlite(file, { timeout: 0 });
    const isErased = other.prepare("SELECT 1 FROM resources WHERE id = ? AND LastName = 'Resource'");
    const isRewritten = (): boolean => {
      if (isErased.get(IDS.harriet) === undefined) return false;
      try {
        other.exec('BEGIN IMMEDIATE; ROLLBACK');
        return false;
      } catch {
        return true;
      }
    };

    const redaction = clients[0]!.api('POST', `/resources/${IDS.harriet}/redact`, ASKED);
    await eventually(isRewritten, 'the file is being rewritten');
    const write = clients[1]!.update(IDS.tom, { ...fields, Title: 'Late' });
    expect(await clients[3]!.read(IDS.harriet, 'LastName')).toBe('Resource');
    reader.close();
    other.close();
    await Promise.all([redaction, write]);
    expect(await each((client) => client.read(IDS.tom, 'Title'))).toEqual(four('Late'));
  });
});

describe('a password that was changed', () => {
  test('is refused by everybody at once, and the new one is taken', async () => {
    const statuses = (password: string): Promise<number[]> =>
      each(
        async (client) => (await client.call('GetWsdlVersion', '', { ...LOGINS.reader, password })).status,
      );
    expect(await statuses(LOGINS.reader.password)).toEqual(four(200));
    await first.update(IDS.reader, {
      ...(await written(server.url, IDS.reader)),
      Password: 'Brand-New-2026',
    });
    expect(await statuses(LOGINS.reader.password)).toEqual(four(401));
    expect(await statuses('Brand-New-2026')).toEqual(four(200));
  });
});

describe('the journal', () => {
  test('has all calls in their order, each once and with growing ids, whoever lists it', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      for (const operation of ['GetWsdlVersion', 'getThresholdAndUsageInfo']) {
        await each((client) => client.call(operation));
      }
      const listed = await each(calls);
      const operations = Array.from({ length: turn + 1 }, () => [
        ...four('GetWsdlVersion'),
        ...four('getThresholdAndUsageInfo'),
      ]).flat();
      for (const journal of listed) {
        expect(journal.map(({ operation }) => operation)).toEqual(operations);
        expect(journal).toEqual(listed[0]);
      }
      const ids = listed[0]!.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((one, other) => one - other));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('lists each call as soon as it was answered', async () => {
    const seen = await each(async (client, index) => {
      await client.call('GetWsdlVersion');
      return (await calls(clients.at(index - 1)!)).length;
    });
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test('goes by when calls were answered, and not by a clock that is set back', async () => {
    const operations = ['GetWsdlVersion', 'getThresholdAndUsageInfo', 'IntegrationCodeCheck', 'getUDFInfo'];
    for (const [index, operation] of operations.entries()) {
      await first.api('PUT', '/clock', { now: `20${40 - index}-01-01T00:00:00Z` });
      await clients[index]!.call(operation);
    }
    expect((await calls(first)).map(({ operation }) => operation)).toEqual(operations);
  });

  test('keeps the latest 500', async () => {
    for (let turn = 0; turn < 130; turn += 1)
      await Promise.all(clients.map((client) => client.call('GetWsdlVersion')));
    await first.call('getThresholdAndUsageInfo');
    const kept = await calls(first);
    expect(kept).toHaveLength(500);
    expect(kept.at(-1)?.operation).toBe('getThresholdAndUsageInfo');
  });

  test('is forgotten by everybody at once', async () => {
    await each((client) => client.call('GetWsdlVersion'));
    await first.api('DELETE', '/requests');
    expect(await each(calls)).toEqual(four([]));
  });

  test('holds nothing of a person who was redacted through another connection', async () => {
    await each((client) => client.read(IDS.harriet, 'LastName'));
    await clients[1]!.api('POST', `/resources/${IDS.harriet}/redact`, ASKED);
    expect(await each(calls)).toEqual(four([]));
  });
});

describe('a fault rule', () => {
  const order = (rule: object): Promise<unknown> => first.api('POST', '/faults', rule);
  const met = async (client: Client): Promise<unknown> =>
    ((await client.api('GET', '/faults')) as { met: number }[]).map((rule) => rule.met);

  test('for one call is met once, whoever calls', async () => {
    await order({ times: 1, effect: { kind: 'httpStatus', status: 503 } });
    const statuses = await each(async (client) => (await client.call('GetWsdlVersion')).status);
    expect(statuses).toEqual([503, 200, 200, 200]);
    expect(await each(met)).toEqual(four([1]));
  });

  test('for three calls is met three times when all call at once', async () => {
    await order({ times: 3, effect: { kind: 'httpStatus', status: 503 } });
    const asked = Array.from({ length: 5 }, () => clients.map((client) => client.call('GetWsdlVersion')));
    const statuses = (await Promise.all(asked.flat())).map(({ status }) => status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(3);
  });

  test('holds for everybody from its order on, until anybody takes it back', async () => {
    const statuses = (): Promise<number[]> =>
      each(async (client) => (await client.call('GetWsdlVersion')).status);
    const { id } = (await order({ effect: { kind: 'httpStatus', status: 503 } })) as { id: number };
    expect(await statuses()).toEqual(four(503));
    await clients[1]!.api('DELETE', `/faults/${id}`);
    expect(await statuses()).toEqual(four(200));
  });
});

describe('the clock', () => {
  const shown = (): Promise<unknown[]> => each((client) => client.api('GET', '/clock'));

  test('shows everybody the time that anybody set', async () => {
    await clients[1]!.api('PUT', '/clock', { now: '2031-05-06T07:08:09Z', frozen: true });
    for (const clock of await shown()) {
      expect(clock).toMatchObject({ now: '2031-05-06T07:08:09.000Z', frozen: true });
    }
    await clients[2]!.api('PUT', '/clock', { tick: 1000 });
    for (const clock of await shown()) expect(clock).toMatchObject({ now: '2031-05-06T07:08:10.000Z' });
    await clients[3]!.api('DELETE', '/clock');
    for (const clock of await shown()) expect(clock).toMatchObject({ offset: 0, frozen: false });
  });

  test('moves on by all that is asked for at once', async () => {
    await first.api('PUT', '/clock', { now: '2031-05-06T07:08:09Z', frozen: true });
    await Promise.all(clients.map((client) => client.api('PUT', '/clock', { tick: 1000 })));
    for (const clock of await shown()) expect(clock).toMatchObject({ now: '2031-05-06T07:08:13.000Z' });
  });

  test('says why it cannot show a time', async () => {
    await expect(clients[1]!.api('PUT', '/clock', { now: '0031-05-06T07:08:09Z' })).rejects.toThrow(
      '422 {"type":"urn:atws-emulator:value"',
    );
  });
});

test('requests are counted exactly, whoever asks', async () => {
  await Promise.all(
    clients.flatMap((client) => Array.from({ length: 10 }, () => client.call('GetWsdlVersion'))),
  );
  const counts = await each(async (client) => {
    const { body } = await client.call('getThresholdAndUsageInfo');
    return Number(/numberOfExternalRequest: (\d+);/.exec(find(parse(body), 'Message')?.text ?? body)?.[1]);
  });
  expect(counts).toEqual([40, 41, 42, 43]);
  for (const state of await each((client) => client.api('GET', '/state'))) {
    expect(state).toMatchObject({ requestsOfTheLastHour: 44 });
  }
});

test('metrics are those of all calls', async () => {
  const counted = async (client: Client): Promise<number> => {
    const { body } = await client.send('GET', '/metrics');
    return Number(/^atws_calls_total\{operation="getZoneInfo",status="200"\} (\d+)$/m.exec(body)?.[1] ?? 0);
  };
  expect(await counted(first)).toBe(0);
  await each((client) => client.call('getZoneInfo', '<UserName>api.admin@example.com</UserName>'));
  expect(await each(counted)).toEqual(four(4));
});

test('a reset starts over for everybody', async () => {
  const title = await first.read(IDS.tom, 'Title');
  await first.update(IDS.tom, { ...(await written(server.url, IDS.tom)), Title: 'Of another life' });
  await first.api('POST', '/faults', { effect: { kind: 'httpStatus', status: 503 } });
  await first.api('PUT', '/clock', { frozen: true });
  await clients[1]!.api('POST', '/reset', {});
  expect(await each(calls)).toEqual(four([]));
  for (const state of await each((client) => client.api('GET', '/state'))) {
    expect(state).toMatchObject({
      requestsOfTheLastHour: 0,
      faultRules: 0,
      clock: { offset: 0, frozen: false },
    });
  }
  expect(await each((client) => client.read(IDS.tom, 'Title'))).toEqual(four(title));
});

test('a snapshot that one took is there for all, and whoever goes back to it takes all along', async () => {
  const fields = await written(server.url, IDS.tom);
  await first.update(IDS.tom, { ...fields, Title: 'Kept' });
  await first.api('POST', '/snapshots/kept', {});
  for (const listed of await each((client) => client.api('GET', '/snapshots'))) {
    expect(listed).toMatchObject([{ name: 'kept' }]);
  }
  await first.update(IDS.tom, { ...fields, Title: 'Not kept' });
  await clients[1]!.api('POST', '/snapshots/kept/restore', {});
  expect(await each((client) => client.read(IDS.tom, 'Title'))).toEqual(four('Kept'));
  await expect(clients[1]!.api('POST', '/snapshots/none/restore', {})).rejects.toThrow('404');
  await clients[2]!.api('DELETE', '/snapshots/kept');
});

test('what is redacted through one connection leaves no trace in the file, nor in a snapshot of another', async () => {
  const name = String(await first.read(IDS.paul, 'LastName'));
  await first.api('POST', '/snapshots/before', {});
  const files = [file, `${file}-wal`, path.join(`${file}.snapshots`, 'before.db')];
  const holding = (): string[] => files.filter((one) => readFileSync(one).includes(name));
  expect(holding()).not.toEqual([]);
  await clients[1]!.api('POST', `/resources/${IDS.paul}/redact`, ASKED);
  expect(holding()).toEqual([]);
  await first.api('DELETE', '/snapshots/before');
});

describe('guessing a password', () => {
  const status = async (client: Client, password: string): Promise<number> =>
    (await client.call('GetWsdlVersion', '', { ...LOGINS.reader, password })).status;

  test('is over after ten failures in all, but for whom everybody knows already', async () => {
    for (let n = 0; n < 10; n += 1) expect(await status(clients[n % 4]!, `wrong ${n}`)).toBe(401);
    expect(await each((client) => status(client, LOGINS.reader.password))).toEqual(four(401));
    await first.api('POST', '/reset', {});
    // One of the workers gets to know it, the other one is told.
    expect(await status(first, LOGINS.reader.password)).toBe(200);
    for (let n = 0; n < 10; n += 1) expect(await status(clients[n % 4]!, `wrong ${n}`)).toBe(401);
    expect(await each((client) => status(client, LOGINS.reader.password))).toEqual(four(200));
  });

  test('at the console is over after ten failures in all', async () => {
    const logIn = async (client: Client, password: string): Promise<string> => {
      const form = new URLSearchParams({ userName: 'paul.past', password });
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
      return (await client.send('POST', '/admin/log-in', type, form.toString())).body;
    };
    for (let n = 0; n < 10; n += 1) {
      expect(await logIn(clients[n % 4]!, `wrong ${n}`)).not.toContain('There were too many attempts.');
    }
    for (const page of await each((client) => logIn(client, 'wrong'))) {
      expect(page).toContain('There were too many attempts.');
    }
  });
});
