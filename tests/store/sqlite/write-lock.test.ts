import { setImmediate as turn } from 'node:timers/promises';
import { WriteLock } from '../../../src/store/sqlite/write-lock';

test('who waits to read does so between two transactions, and in none of them', async () => {
  const writeLock = new WriteLock();
  const events: string[] = [];
  const transaction = (name: string): Promise<void> =>
    writeLock.exclusively(async () => {
      events.push(`${name} begins`);
      await turn();
      events.push(`${name} ends`);
    });
  const reader = async (): Promise<void> => {
    while (writeLock.readerWait) await writeLock.readerWait;
    events.push('read');
  };
  await Promise.all([transaction('first'), reader(), transaction('second'), transaction('third'), reader()]);
  expect(events).toEqual([
    ...['first begins', 'first ends', 'read'],
    ...['second begins', 'second ends', 'third begins', 'third ends', 'read'],
  ]);
});
