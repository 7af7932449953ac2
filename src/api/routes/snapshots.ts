// The routes of snapshots.
import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  removeSnapshot,
  requireSnapshot,
  restoreSnapshot,
  takeSnapshot,
  uploadSnapshot,
} from '../../lifecycle/snapshots';
import { FileAnswer, route, type Route } from '../route';
import { noMembers } from './schemas';

export const snapshot = z.object({ name: z.string(), bytes: z.int() });
const SQLITE = 'application/vnd.sqlite3';

/** Snapshots of the data: taken, restored, downloaded and uploaded. */
export const SNAPSHOT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/snapshots',
    summary: 'List snapshots',
    answer: z.array(snapshot),
    handle: async ({ store }) => store.snapshots.list(),
  }),
  route({
    method: 'post',
    path: '/snapshots/{name}',
    summary: 'Keep the present state under a name',
    body: noMembers,
    handle: async ({ store }, { name }) => {
      await takeSnapshot(store, name);
    },
  }),
  route({
    method: 'post',
    path: '/snapshots/{name}/restore',
    summary: 'Go back to a state; what was redacted since stays redacted',
    body: noMembers,
    handle: async ({ store }, { name }) => {
      await restoreSnapshot(store, name);
    },
  }),
  route({
    method: 'get',
    path: '/snapshots/{name}',
    summary: 'Download a snapshot, a SQLite database',
    rawAnswer: SQLITE,
    answer: z.instanceof(FileAnswer),
    handle: async ({ store }, { name }) => {
      await requireSnapshot(store, name);
      return new FileAnswer(SQLITE, await store.snapshots.fileOf(name));
    },
  }),
  route({
    method: 'put',
    path: '/snapshots/{name}',
    summary: 'Upload a snapshot that was downloaded',
    rawBody: SQLITE,
    body: z.instanceof(Readable, { error: () => `The body must be ${SQLITE}.` }),
    handle: async ({ store }, { name, body }) => {
      await uploadSnapshot(store, name, body);
    },
  }),
  route({
    method: 'delete',
    path: '/snapshots/{name}',
    summary: 'Delete a snapshot',
    handle: async ({ store }, { name }) => {
      await removeSnapshot(store, name);
    },
  }),
];
