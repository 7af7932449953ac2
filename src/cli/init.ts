// `atws init`: writes a config file and a seed to begin with.
import { existsSync, rmSync } from 'node:fs';
import { Command } from 'commander';
import { fieldsReferringTo, isOfResources, listedEntities } from '../entities/index';
import { PLAIN_LISTS } from '../entities/picklists';
import { ConfigError } from '../input/config-error';
import { defaultOf, SETTING_NAMES, SETTINGS } from '../config/settings';
import { CONFIG_FILE } from '../config/file';
import { writeWhole } from './write-whole';

const SEED_FILE = 'atws.seed.jsonc';

/** `atws init`: writes a config file and a seed to start from, with comments. */
export function initCommand(): Command {
  return new Command('init')
    .description(`Write a commented ${CONFIG_FILE} and ${SEED_FILE} to this folder.`)
    .action(async () => {
      const existing = [CONFIG_FILE, SEED_FILE].find((file) => existsSync(file));
      if (existing !== undefined) throw new ConfigError(`${existing} exists already; it is left as it is.`);
      const seed = await seedText();
      writeWhole(CONFIG_FILE, configText(), 0o666);
      try {
        writeWhole(SEED_FILE, seed, 0o666);
      } catch (error) {
        rmSync(CONFIG_FILE, { force: true });
        throw error;
      }
      process.stdout.write(`${CONFIG_FILE} and ${SEED_FILE} are written. Edit them, then run atws serve.\n`);
    });
}

function configText(): string {
  const lines = SETTING_NAMES.flatMap((name) => {
    const value = name === 'seed' ? SEED_FILE : (defaultOf(name) ?? '');
    const comment = name === 'seed' ? '' : '// ';
    return [`  // ${SETTINGS[name].help}`, `  ${comment}"${name}": ${JSON.stringify(value)},`, ''];
  });
  return `// Settings of atws serve. A flag or an ATWS_... variable wins over what stands here.\n{\n${lines.join('\n')}}\n`;
}

async function seedText(): Promise<string> {
  const { demoTenant } = await import('../tenant/demo-tenant.js');
  const { domain, ci, timeZone, strongPasswords, trackingIdentifiers, ...lists } = demoTenant();
  const { securityLevels, resources, recordTypes } = lists;
  const first = resources.filter(({ UserName }) => UserName === 'api.admin' || UserName === 'tom.tech');
  const part = (comment: string, name: string, value: unknown): string =>
    `  // ${comment}\n  "${name}": ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')},\n`;
  return [
    '// The tenant that a new store starts with.\n{\n',
    part('The part of user names behind the @.', 'domain', domain),
    part('Its number in getZoneInfo.', 'ci', ci),
    part('Dates without offset are in this zone.', 'timeZone', timeZone),
    part('Whether the rules for strong passwords hold.', 'strongPasswords', strongPasswords),
    part('What clients send as IntegrationCode.', 'trackingIdentifiers', trackingIdentifiers),
    part('What UserType may be, and what users of each may do.', 'securityLevels', securityLevels),
    ...PLAIN_LISTS.map((list) => part(`The values of the picklist ${list}.`, list, lists[list])),
    ...listedEntities.map((entity) => {
      const fields = fieldsReferringTo(entity);
      const comment =
        fields.length === 0 ? `${entity.name} entities by field name.` : `What ${fields.join(', ')} may be.`;
      return part(comment, entity.list, isOfResources(entity) ? [] : lists[entity.list]);
    }),
    part('Resources by field name; Password in plain text, or passwordHash.', 'resources', first),
    part('Types of records beside the built-in ones.', 'recordTypes', recordTypes),
    part('Records of work, by UserName of the owner.', 'records', []),
    '}\n',
  ].join('\n');
}
