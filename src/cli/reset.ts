import { Command } from 'commander';
import { withApi, withServer, type ServerFlags } from './api-client';
import { confirm } from './confirm';

/** `atws reset`: resets a running server to its seed. */
export function resetCommand(): Command {
  return withServer(new Command('reset').description('Start a running server over with its seed.'))
    .option('--yes', 'do not ask')
    .action(async ({ yes, ...flags }: ServerFlags & { yes?: true }) => {
      await withApi(flags, async (client) => {
        await confirm('All data of the server will be replaced by its seed.', yes);
        await client.post('/reset', {});
      });
      process.stdout.write('The server started over.\n');
    });
}
