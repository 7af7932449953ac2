import { setImmediate as turn } from 'node:timers/promises';
import { Gate } from '../../../src/store/sqlite/write-lock';

test('who waits to read does so between two transactions, and in none of them', async () => {
  const gate = new Gate();
  const events: string[] = [];
  const transaction = (name: string): Promise<void> =>
    gate.alone(async () => {
      events.push(`${name} begins`);
      await turn();
      events.push(`${name} ends`);
    });
  const reader = async (): Promise<void> => {
    while (gate.holdsReaders) await gate.holdsReaders;
    events.push('read');
  };
  await Promise.all([transaction('first'), reader(), transaction('second'), transaction('third'), reader()]);
  expect(events).toEqual([
    ...['first begins', 'first ends', 'read'],
    ...['second begins', 'second ends', 'third begins', 'third ends', 'read'],
  ]);
});
