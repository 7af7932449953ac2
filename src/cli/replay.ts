// `atws replay`: sends captured calls to a server and compares the answers.
import { Command, Option } from 'commander';
import { API_1_6 } from '../operations/api-version';
import type { ReplayFlags } from './replay-captures';

const NOTES = `
DIR holds NAME.request.xml with NAME.response.xml (envelopes, with or without HTTP headers above an empty
line), or *.har. They are sent one after the other in the order of their names.

Ends with 0 when all answers are equal, 1 when one differs or fails, 2 when DIR holds no captures.
`;

/** `atws replay`: compares the answers of a running server to captured requests with the captured answers. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Send captured requests to a running server and compare its answers with the captured ones.')
    .argument('<dir>', 'folder with the captures')
    .addOption(
      new Option('--url <url>', 'endpoint, or the server alone')
        .env('ATWS_URL')
        .default(`http://127.0.0.1:8016${API_1_6.path}`),
    )
    .addOption(
      new Option('--user <name>', 'user name with domain, instead of the captured one')
        .env('ATWS_USER')
        .default('api.admin@example.com'),
    )
    .addOption(
      new Option('--password <password>', 'its password')
        .env('ATWS_PASSWORD')
        .default('Api-Admin-2024', 'that of the demo tenant'),
    )
    .addOption(
      new Option('--code <identifier>', 'tracking identifier, instead of the captured one')
        .env('ATWS_CODE')
        .default('DEMO-TRACKING-IDENTIFIER-01'),
    )
    .addOption(new Option('--keep-code', 'send the captured tracking identifier'))
    .addOption(
      new Option('--ignore <names>', 'elements whose text is not compared; separated by commas').default(
        'id,EntityId',
      ),
    )
    .addOption(new Option('--ignore-dates', 'take any dateTime for any other'))
    .addOption(new Option('--json', 'print the result as JSON'))
    .addHelpText('after', NOTES)
    .action(async (folder: string, flags: ReplayFlags) => {
      const { replayCaptures } = await import('./replay-captures.js');
      await replayCaptures(folder, flags);
    });
}
