import path from 'node:path';
import { StoreClosed } from '../../src/store/storage-failure';
import type { Emulator } from '../../src/server/emulator';
import { STORES, start, temporaryFolder } from '../support/emulator';
import { readdirSync } from 'node:fs';
import os from 'node:os';

const SENTENCE = 'The emulator is closed: start another one.';

/** All methods of an emulator but `close`, by their names. */
function methodsOf(handle: object, prefix = ''): [string, () => Promise<unknown>][] {
  return Object.entries(handle).flatMap(([name, value]): [string, () => Promise<unknown>][] => {
    if (typeof value === 'function') return [[prefix + name, value as () => Promise<unknown>]];
    return typeof value === 'object' && value !== null ? methodsOf(value as object, `${prefix}${name}.`) : [];
  });
}

describe.each(STORES)('an emulator that was closed, its data in %s', (store) => {
  let atws: Emulator;
  beforeAll(async () => {
    atws = await start({ store });
    await atws.close();
  });

  test('says so, whatever it is asked for', async () => {
    const before = readdirSync(os.tmpdir()).filter((name) => /^atws-(?:seed|snapshots)/.test(name));
    const ofEntity = methodsOf(atws.entity('Account'), 'entity.');
    const methods = [...methodsOf(atws), ...ofEntity].filter(
      ([name]) => name !== 'close' && name !== 'entity',
    );
    expect(methods.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'demoAccess',
        'clock.now',
        'entity.list',
        'faults.add',
        'resources.list',
        'reset',
        'snapshot',
      ]),
    );
    for (const [name, method] of methods) {
      const error = await method().catch((thrown: unknown) => thrown);
      expect({ name, error }).toEqual({ name, error: new StoreClosed() });
      expect((error as Error).message).toBe(SENTENCE);
    }
    expect(readdirSync(os.tmpdir()).filter((name) => /^atws-(?:seed|snapshots)/.test(name))).toEqual(before);
  });

  test('can be closed once more', async () => {
    await atws.close();
    await Promise.all([atws.close(), atws.close()]);
    expect(atws.url).toMatch(/^http:/);
  });
});

test('closing once more while it closes waits for the same end', async () => {
  const folder = temporaryFolder();
  const atws = await start({ memory: false, data: path.join(folder.path, 'atws.db') });
  const ends = [atws.close(), atws.close()];
  expect(ends[0]).toBe(ends[1]);
  await Promise.all(ends);
  expect(readdirSync(folder.path)).toEqual(['atws.db']);
  folder.remove();
});

test('what is under way when an emulator closes is done, or says that it is closed', async () => {
  const atws = await start({});
  const work = [
    atws.resources.list(),
    atws.reset(),
    atws.snapshot('one'),
    atws.resources.inactivate('tom.tech', 'ada.admin'),
  ];
  const closed = atws.close();
  const ends = await Promise.allSettled(work);
  await closed;
  for (const end of ends) {
    expect(end.status === 'fulfilled' ? SENTENCE : (end.reason as Error).message).toBe(SENTENCE);
  }
});
