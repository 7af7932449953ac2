import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import pino from 'pino';
import { role } from '../../src/entities/role';
import type { Emulator } from '../../src/server/emulator';
import { readContract } from '../../src/soap/contract';
import { WireFormats } from '../../src/soap/wire-formats';
import { NAMESPACE, start, temporaryFolder } from '../support/emulator';
import { envelope, escape, queryXml } from '../support/soap';
import { expectFault, expectVersion, postXml, textOf, VERSION_CALL } from '../support/wire';

/** What happens when the emulator itself fails. */

describe('a data file that breaks while it is served', () => {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'atws.db');
  const log: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => log.push(line) });
  let emulator: Emulator;
  let sqlite: Sqlite.Database;

  beforeAll(async () => {
    emulator = await start({ memory: false, data: file, logger });
    sqlite = new Sqlite(file);
  });
  afterAll(async () => {
    sqlite.close();
    await emulator.close();
    folder.remove();
  });

  test('the client gets a fault with a number, the log has the cause under it, and all goes on', async () => {
    const call = envelope(`<query xmlns="${NAMESPACE}"><sXML>${escape(queryXml('', 'Role'))}</sXML></query>`);
    sqlite.exec('ALTER TABLE roles RENAME TO lost');
    const answer = await postXml(emulator.url, call);
    sqlite.exec('ALTER TABLE lost RENAME TO roles');
    expectFault(
      answer,
      'Server',
      /^Server was unable to process request\. ---> An internal error occurred\. Request: [\da-f-]{36}\.$/,
    );
    expect(answer.body).not.toMatch(/roles|SQL/i);
    const [, request] = /Request: ([\da-f-]{36})/.exec(textOf(answer.body, 'faultstring') ?? '') ?? [];
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0]!)).toMatchObject({
      request,
      err: { message: expect.stringContaining('roles') as unknown },
    });
    expectVersion(await postXml(emulator.url, VERSION_CALL));
    expect(textOf((await postXml(emulator.url, call)).body, 'ReturnCode')).toBe('1');
  });
});

test('an entity the contract does not declare is written without members rather than with unknown ones', async () => {
  const source = readFileSync(path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl'), 'utf8');
  const contract = await readContract(source);
  const form = new WireFormats(contract, null).of({ ...role, name: 'Nothing' });
  expect(form.parts).toEqual(['<Entity xsi:type="Nothing">', '</Entity>']);
});
