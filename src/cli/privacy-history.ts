// `atws privacy-history`: lists who was redacted, when, by whom and why.
import { Command, Option } from 'commander';
import { HISTORY_COLUMNS } from '../lifecycle/privacy-history';
import { withApi, withTarget, type TargetFlags } from './api-client';
import { listOf } from './table';

interface Flags extends TargetFlags {
  readonly sort: string;
  readonly descending?: true;
  readonly format: 'table' | 'json' | 'csv';
}

/** `atws privacy-history`: shows the Privacy Action History. */
export function privacyHistoryCommand(): Command {
  return withTarget(new Command('privacy-history').description('Show the Privacy Action History.'))
    .addOption(new Option('--sort <column>', 'sort by').choices(HISTORY_COLUMNS).default('actionDate'))
    .option('--descending', 'the other way round')
    .addOption(
      new Option('--format <format>', 'how to print it').choices(['table', 'json', 'csv']).default('table'),
    )
    .action(async (flags: Flags) => {
      const { sort, format } = flags;
      const query = new URLSearchParams({
        sort,
        order: flags.descending ? 'descending' : 'ascending',
        format: format === 'csv' ? 'csv' : 'json',
      });
      const text = await withApi(flags, (client) => client.getText(`/privacy-history?${query.toString()}`));
      process.stdout.write(format === 'table' ? asTable(text) : format === 'csv' ? text : `${text}\n`);
    });
}

function asTable(json: string): string {
  return listOf(JSON.parse(json) as object[], HISTORY_COLUMNS, 'The history is empty.');
}
