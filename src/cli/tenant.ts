// `atws tenant`: shows and changes the settings of a running server's tenant.
import { Command, Option } from 'commander';
import { chosenEntities, fieldsReferringTo, type ListedEntity } from '../entities/index';
import { PLAIN_LISTS } from '../entities/picklists';
import { withApi, withTarget, type TargetFlags } from './api-client';
import { listOf, tableOfPairs } from './table';

type Row = Readonly<Record<string, unknown>>;

interface Tenant extends Readonly<Record<string, unknown>> {
  readonly trackingIdentifiers: readonly string[];
  readonly recordTypes: readonly string[];
  readonly securityLevels: readonly Row[];
}

/** `atws tenant`: shows the tenant, and changes its settings. */
export function tenantCommand(): Command {
  return new Command('tenant')
    .description('Show the tenant of a running server or a data file, or change what holds for all of it.')
    .addCommand(showCommand())
    .addCommand(setCommand());
}

function setCommand(): Command {
  return withTarget(new Command('set').description('Change what holds for the whole tenant.'))
    .addOption(
      new Option('--strong-passwords <on|off>', 'whether new passwords must be strong; present ones stay')
        .choices(['on', 'off'])
        .makeOptionMandatory(),
    )
    .action(async ({ strongPasswords, ...flags }: TargetFlags & { strongPasswords: string }) => {
      await withApi(flags, (client) =>
        client.patch('/tenant', { strongPasswords: strongPasswords === 'on' }),
      );
      process.stdout.write(`Strong passwords are ${strongPasswords} now.\n`);
    });
}

function showCommand(): Command {
  return withTarget(
    new Command('show').description(
      'Show domain, time zone, tracking identifiers, and what resources refer to.',
    ),
  )
    .option('--json', 'print it as JSON')
    .action(async ({ json, ...flags }: TargetFlags & { json?: true }) => {
      const tenant = (await withApi(flags, (client) => client.get('/tenant'))) as Tenant;
      process.stdout.write(json ? `${JSON.stringify(tenant, null, 2)}\n` : asText(tenant));
    });
}

/** The text of an empty list. */
const NONE = 'There are none.';

function asText(tenant: Tenant): string {
  const { trackingIdentifiers, recordTypes, securityLevels } = tenant;
  const plain = Object.entries(tenant).filter(([, value]) => !Array.isArray(value));
  const listAt = (name: string): string =>
    listOf(tenant[name] as readonly Row[], ['id', 'name', 'active'], NONE);
  return [
    tableOfPairs({
      ...Object.fromEntries(plain),
      trackingIdentifiers: trackingIdentifiers.join(', '),
      recordTypes: recordTypes.join(', '),
    }),
    `\nSecurity levels (UserType)\n${listOf(
      securityLevels,
      ['id', 'name', 'active', 'apiOnly', 'systemAdministrator', 'viewInternalCost'],
      NONE,
    )}`,
    ...chosenEntities.map((entity) => `\n${headingOf(entity)}\n${listAt(entity.list)}`),
    ...PLAIN_LISTS.map((name) => `\n${titleOf(name)}\n${listAt(name)}`),
  ].join('');
}

/** The heading of a list of entities, with the fields that refer to them. */
function headingOf(entity: ListedEntity): string {
  const title = titleOf(entity.list);
  const fields = fieldsReferringTo(entity);
  return fields.length === 0 ? title : `${title} (${fields.join(', ')})`;
}

/** The name of a list as words. */
function titleOf(list: string): string {
  const words = list.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
