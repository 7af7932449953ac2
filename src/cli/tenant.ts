// `atws tenant`: shows and changes the settings of a running server's tenant.
import { Command, Option } from 'commander';
import { fieldsReferringTo, listedEntities, type ListedEntity } from '../entities/index';
import { withApi, withTarget, type TargetFlags } from './api-client';
import { listOf, tableOfPairs } from './table';

type Row = Readonly<Record<string, unknown>>;

interface Tenant extends Readonly<Record<ListedEntity['table'], readonly Row[]>> {
  readonly trackingIdentifiers: readonly string[];
  readonly recordTypes: readonly string[];
  readonly internalLocations: readonly Row[];
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

function asText({ internalLocations, securityLevels, ...tenant }: Tenant): string {
  const tables: ReadonlySet<string> = new Set(listedEntities.map(({ table }) => table));
  return [
    tableOfPairs({
      ...Object.fromEntries(Object.entries(tenant).filter(([name]) => !tables.has(name))),
      trackingIdentifiers: tenant.trackingIdentifiers.join(', '),
      recordTypes: tenant.recordTypes.join(', '),
    }),
    `\nInternal locations (LocationID)\n${listOf(internalLocations, ['id', 'name', 'active'], NONE)}`,
    `\nSecurity levels (UserType)\n${listOf(
      securityLevels,
      ['id', 'name', 'active', 'apiOnly', 'systemAdministrator', 'viewInternalCost'],
      NONE,
    )}`,
    ...listedEntities.map((entity) => {
      const list = listOf(tenant[entity.table], ['id', 'name', 'active'], NONE);
      return `\n${headingOf(entity)}\n${list}`;
    }),
  ].join('');
}

/** The heading of a list of entities, with the fields that refer to them. */
function headingOf(entity: ListedEntity): string {
  const { table } = entity;
  const fields = fieldsReferringTo(entity);
  const title = table.charAt(0).toUpperCase() + table.slice(1);
  return fields.length === 0 ? title : `${title} (${fields.join(', ')})`;
}
