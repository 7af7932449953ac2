import { Command } from 'commander';
import { withApi, withServer, type ServerFlags } from './api-client';
import { listOf } from './table';

/** `atws snapshot`: takes and restores snapshots of a running server. */
export function snapshotCommand(): Command {
  const action = (
    name: string,
    description: string,
    path: (snapshot: string) => string,
    done: string,
  ): Command =>
    withServer(new Command(name).description(description))
      .argument('<name>', 'name of the snapshot')
      .action(async (snapshot: string, flags: ServerFlags) => {
        await withApi(flags, (client) => client.post(path(encodeURIComponent(snapshot)), {}));
        process.stdout.write(`${done}\n`);
      });
  return new Command('snapshot')
    .description('Keep states of a running server, and go back to them.')
    .addCommand(
      action('create', 'Keep the present state.', (name) => `/snapshots/${name}`, 'The state is kept.'),
    )
    .addCommand(
      action(
        'restore',
        'Go back to a state.',
        (name) => `/snapshots/${name}/restore`,
        'The state is restored.',
      ),
    )
    .addCommand(
      withServer(new Command('list').description('List the states that were kept.')).action(
        async (flags: ServerFlags) => {
          const snapshots = (await withApi(flags, (client) => client.get('/snapshots'))) as object[];
          process.stdout.write(listOf(snapshots, ['name', 'bytes'], 'No states were kept.'));
        },
      ),
    )
    .addCommand(
      withServer(new Command('delete').description('Delete a state that was kept.'))
        .argument('<name>', 'name of the snapshot')
        .action(async (snapshot: string, flags: ServerFlags) => {
          await withApi(flags, (client) => client.delete(`/snapshots/${encodeURIComponent(snapshot)}`));
          process.stdout.write('The state is deleted.\n');
        }),
    );
}
