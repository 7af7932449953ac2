// Snapshots: taken, restored, deleted, downloaded and uploaded.
import type { FC } from 'hono/jsx';
import {
  removeSnapshot,
  requireSnapshot,
  restoreSnapshot,
  takeSnapshot,
  uploadSnapshot,
} from '../../../lifecycle/snapshots';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { refusal } from '../../../refusals/refusal';
import { ConfirmMenu } from '../../frame/confirm-menu';
import { BareInput } from '../../frame/fields';
import { bytes } from '../../frame/figures';
import { Form } from '../../frame/form';
import { Download, type Visit } from '../../frame/page';
import { Link, Panel } from '../../frame/parts';
import { SameBy } from '../../frame/same-by';

export const SNAPSHOTS = '/state/snapshots';
export const UPLOAD = '/state/upload';

/** The file of the snapshot that the query names. */
export async function downloadSnapshot({ store }: EmulatorContext, { query }: Visit): Promise<Download> {
  const name = query.get('name') ?? '';
  await requireSnapshot(store, name);
  const content = (await store.snapshots.fileOf(name)).createReadStream();
  return new Download('application/vnd.sqlite3', content, {
    'Content-Disposition': `attachment; filename="${name}.db"`,
  });
}

/** Takes, restores or deletes a snapshot, as a form asks for, and says so. */
export async function changeSnapshots({ store }: EmulatorContext, { form }: Visit): Promise<string> {
  const name = form.get('name')?.trim() ?? '';
  const choice = form.get('do');
  if (choice === 'restore') {
    await restoreSnapshot(store, name);
    return `The state is that of ${name} again.`;
  }
  if (choice === 'delete') {
    await removeSnapshot(store, name);
    return `The snapshot ${name} is deleted.`;
  }
  await takeSnapshot(store, name);
  return `The state is kept as ${name}.`;
}

/** Keeps the file that came with a form under its own name, and says so. */
export async function keepUpload(
  { store, settings: { maxSnapshot: limit } }: EmulatorContext,
  { takeFile }: Visit,
): Promise<string> {
  const kept = await takeFile(
    limit,
    () => refusal('snapshotTooLarge', { limit }),
    async (bytes, fileName) => {
      const name = fileName.replace(/\.db$/i, '').replace(/[^\w.-]+/g, '-');
      await uploadSnapshot(store, name, bytes);
      return name;
    },
  );
  if (kept === undefined) throw refusal('snapshotMissing');
  return `The snapshot ${kept} can be restored.`;
}

export const SnapshotPanel: FC<{
  readonly snapshots: readonly { readonly name: string; readonly bytes: number }[];
  /** The most bytes of an uploaded one. */
  readonly limit: number;
  readonly problem: string | undefined;
}> = ({ snapshots, limit, problem }) => (
  <Panel
    id="snapshots"
    title="Snapshots"
    problem={problem}
    isFlush
    aside={<small class="mid">What was redacted since stays redacted.</small>}
    footer={
      <div class="stack tight">
        <Form action={SNAPSHOTS} class="row" label="Take a snapshot">
          <span class="grow">
            <BareInput
              name="name"
              label="Name of the snapshot"
              placeholder="Name, for example before-import"
              maxlength={64}
              autocomplete="off"
              required
            />
          </span>
          <button name="do" value="take">
            Take a snapshot
          </button>
        </Form>
        <Form action={UPLOAD} class="row" label="Upload a snapshot" withFile>
          <span class="grow">
            <BareInput name="snapshot" label="File of a snapshot" type="file" accept=".db" required />
          </span>
          <button>Upload</button>
        </Form>
        <small>{`A file that was downloaded, ${bytes(limit)} at most; it is kept under its name.`}</small>
        <SameBy
          ways={[
            { what: 'List', command: 'atws snapshot list', call: 'GET /snapshots' },
            {
              what: 'Take',
              command: 'atws snapshot create before-import',
              call: 'POST /snapshots/before-import {}',
            },
            {
              what: 'Restore',
              command: 'atws snapshot restore before-import',
              call: 'POST /snapshots/before-import/restore {}',
            },
            { what: 'Download', call: 'GET /snapshots/before-import' },
            { what: 'Upload', call: 'PUT /snapshots/before-import' },
            {
              what: 'Delete',
              command: 'atws snapshot delete before-import',
              call: 'DELETE /snapshots/before-import',
            },
          ]}
        />
      </div>
    }
  >
    {snapshots.length === 0 ? (
      <p class="body muted">None yet. A snapshot is all data under a name, to go back to.</p>
    ) : (
      <table>
        <caption class="sr">Snapshots</caption>
        <tbody>
          {snapshots.map((snapshot, index) => (
            <tr>
              <th scope="row">{snapshot.name}</th>
              <td class="num muted mid">{bytes(snapshot.bytes)}</td>
              <td>
                <span class="row end">
                  <ConfirmMenu
                    id={`restore-${index}`}
                    text="Restore"
                    class="small"
                    action={SNAPSHOTS}
                    fields={[['name', snapshot.name]]}
                    done={`Restore ${snapshot.name}`}
                    choice="restore"
                  >
                    All data becomes what it was. What was redacted since stays redacted.
                  </ConfirmMenu>
                  <Link to={`${SNAPSHOTS}?name=${encodeURIComponent(snapshot.name)}`} class="button small">
                    Download
                  </Link>
                  <ConfirmMenu
                    id={`delete-${index}`}
                    text="Delete"
                    class="small quiet"
                    action={SNAPSHOTS}
                    fields={[['name', snapshot.name]]}
                    done={`Delete ${snapshot.name}`}
                    choice="delete"
                  >
                    Nobody can go back to it then.
                  </ConfirmMenu>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Panel>
);
