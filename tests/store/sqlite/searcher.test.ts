// Thorough: npm run test:quick leaves it out.
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/runtime/clock';
import { entities } from '../../../src/entities/index';
import { resource } from '../../../src/entities/resource';
import { SearchAbandoned } from '../../../src/store/search-abandoned';
import { SearchTimeout } from '../../../src/store/search-timeout';
import { Searcher } from '../../../src/store/sqlite/searcher';
import { Store } from '../../../src/store/store';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { generatedResource } from '../../../src/tenant/generate';
import { TimeZone } from '../../../src/entities/time-zone';
import { startEmulator } from '../../../src/server/emulator';
import type { Call } from '../../../src/operations/operation';
import { query } from '../../../src/operations/query';
import { clausesOf, EVERYTHING } from '../../support/clauses';
import { LOGINS, NAMESPACE, temporaryFolder } from '../../support/emulator';
import { plainForm } from '../../support/wire-format';
import { basic, envelope, escape, queryXml, where } from '../../support/soap';
import { eventually } from '../../support/updates';
import { expectVersion, postXml, VERSION_CALL } from '../../support/wire';

/** Searches of a table so big that they take place in a thread. */

const ROWS = 6000;
const viewer = { mayViewInternalCost: true, today: '2024-02-29' };

let folder: ReturnType<typeof temporaryFolder>;
let file: string;

beforeAll(async () => {
  folder = temporaryFolder();
  file = path.join(folder.path, 'atws.db');
  const emulator = await startEmulator({ data: file, bcryptCost: 4 });
  await emulator.close();
  const { internalLocations, securityLevels } = demoTenant();
  const store = await Store.open(file, () => Promise.reject(new Error('The file is there')));
  const ground = {
    locations: internalLocations.map(({ id }) => id),
    userTypes: securityLevels.map(({ id }) => id),
    roles: [],
    firstId: await store.resources.nextId(),
  };
  await store.transaction(async ({ resources }) => {
    for (let number = 0; number < ROWS; number += 1) {
      const { record, extras } = generatedResource(number, ground);
      await resources.insert(record, extras);
    }
  });
  await store.close();
});

afterAll(() => {
  folder.remove();
});

describe('a search that looks at every row', () => {
  let store: Store;
  beforeAll(async () => {
    store = await Store.open(file, () => Promise.reject(new Error('The file is there')));
  });
  afterAll(() => store.close());

  test.each([
    ['Title', 'Contains', 'engineer'],
    ['LastName', 'SoundsLike', 'smith'],
    ['FirstName', 'NotEqual', 'jana'],
    ['Title', 'Equals', 'nothing of the kind'],
  ])('%s %s %s finds the same in a thread as without one', async (field, operator, value) => {
    const clauses = clausesOf(where(field, operator, value));
    const apart = await store.entities.select(resource, clauses, viewer, 500);
    // A transaction searches by itself.
    const here = store.transaction((inside) => inside.entities.select(resource, clauses, viewer, 500));
    expect(apart).toEqual(await here);
    const form = plainForm(resource);
    const written = await store.entities.serialized(form, clauses, viewer, 500);
    const writtenHere = store.transaction((inside) => inside.entities.serialized(form, clauses, viewer, 500));
    expect(written).toEqual(await writtenHere);
    expect(written.ids).toEqual(apart.map(({ id }) => id));
  });

  test('sees what was written before it', async () => {
    const [first] = await store.entities.select(resource, EVERYTHING, viewer, 1);
    await store.transaction((inside) => inside.resources.update(first!.id, { Title: 'Unheard Of' }));
    const clauses = clausesOf(where('Title', 'Equals', 'unheard of'));
    const found = await store.entities.select(resource, clauses, viewer, 500);
    expect(found.map(({ id }) => id)).toEqual([first!.id]);
  });

  test('leaves out what no longer is what was asked for', async () => {
    const clauses = clausesOf(where('Title', 'Equals', 'dispatcher'));
    const [first] = await store.entities.select(resource, clauses, viewer, 1);
    const search = store.entities.select(resource, clauses, viewer, 500);
    const change = store.transaction((inside) => inside.resources.update(first!.id, { Title: 'Other' }));
    const titles = (await search).map(({ values }) => values.includes('Dispatcher'));
    expect(new Set(titles)).toEqual(new Set([true]));
    await change;
  });

  test('that fails says why, and the next one is answered', async () => {
    const [clause] = clausesOf(where('HomePhone', 'IsNotNull', ''));
    if (clause?.kind !== 'field') throw new Error('It is about a field');
    const lost = { ...clause, field: { ...clause.field, column: 'Lost', comparedBy: 'Lost' } };
    const broken = store.entities.select(resource, [lost], viewer, 500);
    expect(await broken.catch(String)).toMatch(/no such column/);
    const next = await store.entities.select(resource, [clause], viewer, 500);
    expect(next).toHaveLength(500);
  });
});

/** What never ends by itself. */
const ENDLESS =
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE is_in_time() AND i < 0';

describe('a search whose client goes away', () => {
  test('is ended, and so are those that wait for it; the next one is answered', async () => {
    const searcher = new Searcher(file, 600);
    let isGone = false;
    const searches = Array.from({ length: 2 * os.availableParallelism() }, () =>
      searcher.find(ENDLESS, [], () => isGone),
    );
    const next = searcher.find('SELECT 1 WHERE is_in_time()', []);
    isGone = true;
    const ends = await Promise.allSettled(searches);
    expect(ends.every((end) => end.status === 'rejected' && end.reason instanceof SearchAbandoned)).toBe(
      true,
    );
    expect(await next).toEqual([1]);
    await searcher.close();
  });

  test.each([
    ['reset', (socket: net.Socket) => socket.resetAndDestroy()],
    ['closed', (socket: net.Socket) => socket.destroy()],
  ])('is no call where the connection is %s, but a line of the log', async (_how, leave) => {
    const lines: string[] = [];
    const log = (_about: unknown, line = ''): void => {
      lines.push(line);
    };
    const emulator = await startEmulator({
      data: file,
      searchSeconds: 600,
      logger: { info: log, error: log },
    });
    const { port, pathname } = new URL(emulator.url);
    // Each row is compared with all of them, and none is left.
    const slow = Array.from({ length: 690 }, (_, number) => where('Email', 'NotLike', `%e%x%a%${number}`));
    const sXML = queryXml([...slow, where('Title', 'Equals', 'nothing of the kind')].join(''));
    const body = envelope(`<query xmlns="${NAMESPACE}"><sXML>${escape(sXML)}</sXML></query>`);
    const sockets = Array.from({ length: 20 * os.availableParallelism() }, () => {
      const socket = net.connect(Number(port), '127.0.0.1');
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(LOGINS.admin)}\r\nContent-Type: text/xml\r\n` +
          `SOAPAction: ${NAMESPACE}query\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'drain')));
    // The server has them when it has answered what came after them on another connection.
    for (let call = 0; call < 3; call += 1) expectVersion(await postXml(emulator.url, VERSION_CALL));
    for (const socket of sockets) leave(socket);
    const line = await eventually(
      () => lines.find((one) => one === 'The client went away in the middle of its request'),
      'a search that ends',
    );
    await emulator.close();
    expect(line).toBeDefined();
  });
});

describe('a search that takes too long', () => {
  test('is ended, and so are those that wait for it', async () => {
    const searcher = new Searcher(file, 0.2);
    const searches = Array.from({ length: 2 * os.availableParallelism() }, () => searcher.find(ENDLESS, []));
    const ends = await Promise.allSettled(searches);
    expect(ends.every((end) => end.status === 'rejected' && end.reason instanceof SearchTimeout)).toBe(true);
    await searcher.close();
  });

  test('leaves its thread to the next one', async () => {
    const searcher = new Searcher(file, 1);
    await expect(searcher.find(ENDLESS, [])).rejects.toThrow('A search took longer than 1 seconds');
    expect(await searcher.find('SELECT 7 WHERE is_in_time()', [])).toEqual([7]);
    await searcher.close();
  });

  test('ends when the store closes', async () => {
    const searcher = new Searcher(file, 60);
    const search = searcher.find(ENDLESS, []);
    await Promise.all([
      expect(search).rejects.toThrow('The emulator is closed: start another one.'),
      searcher.close(),
    ]);
  });

  test('is refused with a sentence', async () => {
    const store = await Store.open(file, () => Promise.reject(new Error('The file is there')), {
      searchSeconds: 0,
    });
    const timeZone = new TimeZone('UTC');
    const service = {
      store,
      clock: systemClock,
      entities: async () => entities,
      wireFormatOf: plainForm,
      timeZone,
    };
    const call = (sXML: string): Call => ({
      caller: { resourceId: 1, apiOnly: true, systemAdministrator: true, viewInternalCost: true },
      parameters: { text: () => sXML, elementIn: () => undefined, entities: () => [] },
      integrationCode: null,
      publicUrl: '',
    });
    const slow = query(service, call(queryXml(where('Title', 'Contains', 'x'))));
    await expect(slow).rejects.toMatchObject({
      code: 'searchTooLong',
      entityResultType: 'resource',
      sentences: [expect.stringMatching(/^The query took longer than 0 seconds\./)],
    });
    const brief = await query(service, call(queryXml(where('id', 'GreaterThan', '0'))));
    expect(brief.EntityResults.ids).toHaveLength(500);
    await store.close();
  });
});
