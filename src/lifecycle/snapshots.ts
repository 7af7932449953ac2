import type { Readable } from 'node:stream';
import { refusal } from '../refusals/refusal';
import { isSnapshotName } from '../store/sqlite/snapshots';
import type { Store } from '../store/store';
import { suggestion } from '../input/suggestion';

/** Throws a Refusal of a name that no snapshot can have. */
function requireSnapshotName(name: string): void {
  if (!isSnapshotName(name)) throw refusal('snapshotNameNotValid');
}

/** Throws a Refusal of a name that no snapshot has. */
export function requireSnapshot(store: Store, name: string): void {
  requireSnapshotName(name);
  if (!store.snapshots.has(name)) {
    const names = store.snapshots.list().map((snapshot) => snapshot.name);
    throw refusal('snapshotUnknown', { name, hint: suggestion(name, names) });
  }
}

/** Keeps the present state under a name, in the place of an older one. */
export async function takeSnapshot(store: Store, name: string): Promise<void> {
  requireSnapshotName(name);
  await store.snapshot(name);
}

/** Goes back to a state; what was redacted since stays redacted. */
export async function restoreSnapshot(store: Store, name: string): Promise<void> {
  requireSnapshot(store, name);
  await store.restore(name);
}

/** Forgets a state. */
export function removeSnapshot(store: Store, name: string): void {
  requireSnapshot(store, name);
  store.snapshots.remove(name);
}

/** Keeps a state that was downloaded before; `bytes` are those of a SQLite database. */
export async function uploadSnapshot(store: Store, name: string, bytes: Readable): Promise<void> {
  requireSnapshotName(name);
  await store.putSnapshot(name, bytes);
}
