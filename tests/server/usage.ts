import {
  startEmulator,
  type Emulator,
  type EmulatorOptions,
  type FaultRule,
  type JournalEntry,
} from '../../src/index';

/** What users write in TypeScript. It is not run: `tsc` says whether it still compiles. */
export async function usage(): Promise<readonly JournalEntry[]> {
  const options: EmulatorOptions = {
    port: 0,
    seed: { domain: 'acme.test', trackingIdentifiers: ['ACME'] },
    clock: { now: () => new Date('2024-02-29T12:00:00Z'), elapsed: () => performance.now() },
    enforceThreshold: true,
  };
  const atws: Emulator = await startEmulator(options);
  const outage: FaultRule = { operation: 'query', times: 1, effect: { kind: 'httpStatus', status: 503 } };
  await atws.faults.add(outage);
  await atws.faults.add({ probability: 0.1, delayMs: 50, effect: { kind: 'connection reset' } });
  await atws.clock.set(new Date('2024-03-01T00:00:00Z'));
  await atws.clock.freeze();
  await atws.clock.tick(60_000);
  const tom = await atws.resources.get('tom.tech');
  await atws.resources.inactivate(tom.id, 'ada.admin');
  await atws.resources.activate('tom.tech@acme.test', 29682897);
  const recipients: readonly string[] = (await atws.outbox()).map(({ recipient }) => recipient);
  await atws.snapshot(recipients[0] ?? 'none');
  await atws.restore('none');
  await atws.reset();
  const requests = await atws.requests({ operation: 'query', after: 1 });
  await atws.close();

  // @ts-expect-error A setting that there is not.
  await startEmulator({ prot: 1 });
  // @ts-expect-error An effect that there is not.
  await atws.faults.add({ effect: { kind: 'earthquake' } });
  // @ts-expect-error Entries are not changed.
  requests[0].status = 200;
  return requests;
}
