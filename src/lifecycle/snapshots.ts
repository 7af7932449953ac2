import type { Readable } from 'node:stream';
import { refusal } from '../refusals/refusal';
import { isSnapshotName } from '../store/engine';
import type { Store } from '../store/store';
import { suggestion } from '../input/suggestion';

/** Throws a Refusal of an invalid name for a snapshot. */
function requireSnapshotName(name: string): void {
  if (!isSnapshotName(name)) throw refusal('snapshotNameNotValid');
}

/** Throws a Refusal of an unknown snapshot. */
export async function requireSnapshot(store: Store, name: string): Promise<void> {
  requireSnapshotName(name);
  if (!(await store.snapshots.has(name))) {
    const names = (await store.snapshots.list()).map((snapshot) => snapshot.name);
    throw refusal('snapshotUnknown', { name, hint: suggestion(name, names) });
  }
}

/** Takes a snapshot of the data file under a name, and replaces an earlier one. */
export async function takeSnapshot(store: Store, name: string): Promise<void> {
  requireSnapshotName(name);
  await store.snapshot(name);
}

/** Restores a snapshot; resources redacted since stay redacted. */
export async function restoreSnapshot(store: Store, name: string): Promise<void> {
  await requireSnapshot(store, name);
  await store.restore(name);
}

/** Forgets a state. */
export async function removeSnapshot(store: Store, name: string): Promise<void> {
  await requireSnapshot(store, name);
  await store.snapshots.remove(name);
}

/** Keeps a state that was downloaded before; `bytes` are those of a SQLite database. */
export async function uploadSnapshot(store: Store, name: string, bytes: Readable): Promise<void> {
  requireSnapshotName(name);
  await store.putSnapshot(name, bytes);
}
