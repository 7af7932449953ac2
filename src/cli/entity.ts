// `atws entity`: declares entities beside those that are served, and shows them.
import { Command, Option } from 'commander';
import type { AddFlags, ListFlags, ShowFlags } from './entity-file';
import { dataOption, settingsInForce } from './settings';

const ADD_NOTES = `
--from names a folder with captured answers of the real service, or one HAR or XML file: GetFieldInfo tells the fields,
getEntityInfo what may be done, getUDFInfo the user-defined fields, and query the entities. Which entity an answer of
GetFieldInfo is about is told by its request (NAME.request.xml beside NAME.response.xml, HAR), or by the name of the file
(Account-fields.xml). Or it names a JSON file with entities as the file of a tenant has them. docs/entities.md tells all
of it.

Examples:
  atws entity add Account Ticket --from answers/
  atws entity add Account --from answers/ --rows accounts.csv --index AccountName
  atws entity add --from entities.json --data team.db
`;

type Given<F> = Omit<F, 'data'> & { readonly data?: string };

/** `atws entity`: the entities that a tenant declares. */
export function entityCommand(): Command {
  return new Command('entity')
    .description(
      'Declare entities beside those that are served, with their rows, or show those that are declared.',
    )
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(removeCommand());
}

function addCommand(): Command {
  return new Command('add')
    .description('Declare entities in a data file, which may be in use: all of them, or none.')
    .argument(
      '[names...]',
      'the entities to take; left out, all that --from tells the fields of and that are not served',
    )
    .addOption(
      new Option(
        '--from <place>',
        'captured answers, or a JSON file with declarations',
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--rows <file>',
        'CSV or JSON with the entities, in place of the captured ones; of one entity',
      ),
    )
    .addOption(
      new Option(
        '--index <fields>',
        'fields by which entities are found quickly, with commas; of one entity',
      ),
    )
    .addOption(new Option('--encoding <label>', 'encoding of the rows, where it is neither UTF-8 nor UTF-16'))
    .addOption(
      new Option('--replace', 'take the place of entities that are declared already, with their rows'),
    )
    .addOption(dataOption('data file'))
    .addHelpText('after', ADD_NOTES)
    .action(async (names: readonly string[], flags: Given<AddFlags>) => {
      const { data } = await settingsInForce(flags.data);
      const { addEntities } = await import('./entity-file.js');
      await addEntities(names, { ...flags, data });
    });
}

function listCommand(): Command {
  return new Command('list')
    .description('List the declared entities of a data file.')
    .addOption(dataOption('data file'))
    .option('--json', 'print them as JSON')
    .action(async (flags: Given<ListFlags>) => {
      const { data } = await settingsInForce(flags.data);
      const { listEntities } = await import('./entity-file.js');
      await listEntities({ ...flags, data });
    });
}

function showCommand(): Command {
  return new Command('show')
    .description('Print declared entities as JSON, which --seed takes, and --from of atws entity add.')
    .argument('[names...]', 'which; left out, all')
    .addOption(new Option('--no-rows', 'without their rows'))
    .addOption(dataOption('data file'))
    .action(async (names: readonly string[], flags: Given<ShowFlags>) => {
      const { data } = await settingsInForce(flags.data);
      const { showEntities } = await import('./entity-file.js');
      await showEntities(names, { ...flags, data });
    });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('Remove declared entities with all their rows from a data file, which may be in use.')
    .argument('<names...>', 'which')
    .addOption(dataOption('data file'))
    .action(async (names: readonly string[], flags: { readonly data?: string }) => {
      const { data } = await settingsInForce(flags.data);
      const { removeEntities } = await import('./entity-file.js');
      await removeEntities(names, data);
    });
}
