import { refusal } from '../refusals/refusal';
import { isSnapshotName } from '../store/engine';
import type { Store } from '../store/store';
import { suggestion } from '../input/suggestion';

/** Throws a Refusal of a name that no snapshot can have. */
export function requireSnapshotName(name: string): void {
  if (!isSnapshotName(name)) throw refusal('snapshotNameNotValid');
}

/** Throws a Refusal of a name that no snapshot has. */
export async function requireSnapshot(store: Store, name: string): Promise<void> {
  requireSnapshotName(name);
  if (!(await store.snapshots.has(name))) {
    const names = (await store.snapshots.list()).map((snapshot) => snapshot.name);
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
  await requireSnapshot(store, name);
  await store.restore(name);
}
