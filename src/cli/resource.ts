import { Command, Option } from 'commander';
import { ConfigError } from '../input/config-error';
import { confirm } from './confirm';
import { withApi, withTarget, type ApiClient, type TargetFlags } from './api-client';
import { listOf, tableOf, tableOfPairs } from './table';

/** A resource in answers of the JSON API. */
interface Resource {
  readonly id: number;
  readonly userName: string;
  readonly displayName: string;
  readonly email: string;
  readonly state: string;
  readonly note?: string | null;
  readonly pendingEmail?: { readonly email: string; readonly requestedAt: string } | null;
  readonly fields?: Readonly<Record<string, unknown>>;
}

interface Association {
  readonly type: string;
  readonly total: number;
  readonly open: number;
}

interface LeftBehind {
  readonly titles: readonly { readonly id: number; readonly type: string; readonly title: string }[];
  readonly asInitiator: number;
  readonly inReasons: number;
}

interface CommonFlags extends TargetFlags {
  readonly json?: true;
}

interface ActionFlags extends CommonFlags {
  readonly by: string;
  readonly yes?: true;
}

const COLUMNS = ['id', 'displayName', 'userName', 'email', 'state'] as const;

/** `atws resource`: the life cycle of resources, on a running server or a data file. */
export function resourceCommand(): Command {
  return new Command('resource')
    .description('List, create, invite, inactivate, redact and delete resources.')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(createCommand())
    .addCommand(activeCommand('inactivate', 'Take a resource out of use.'))
    .addCommand(activeCommand('activate', 'Take a resource back into use.'))
    .addCommand(mailCommand('invite'))
    .addCommand(mailCommand('withdraw-email-change'))
    .addCommand(redactCommand())
    .addCommand(deleteCommand());
}

function listCommand(): Command {
  return common(new Command('list').description('List resources.'))
    .addOption(
      new Option('--state <state>', 'only those').choices(['active', 'inactive', 'deleted', 'redacted']),
    )
    .addOption(new Option('--search <text>', 'in a name, the user name or the e-mail address'))
    .addOption(new Option('--after <id>', 'only ids after this one'))
    .addOption(new Option('--limit <count>', 'at most this many').default('100'))
    .action(
      async (flags: CommonFlags & { state?: string; search?: string; after?: string; limit: string }) => {
        const query = new URLSearchParams({ limit: flags.limit, ...stateFilter(flags.state) });
        if (flags.search !== undefined) query.set('search', flags.search);
        if (flags.after !== undefined) query.set('after', flags.after);
        const found = (await withApi(flags, (client) =>
          client.get(`/resources?${query.toString()}`),
        )) as Resource[];
        print(flags, found, () => listOf(found, COLUMNS, 'There are no such resources.'));
      },
    );
}

function stateFilter(state: string | undefined): Readonly<Record<string, string>> {
  switch (state) {
    case undefined:
      return {};
    case 'deleted':
    case 'redacted':
      return { [state]: 'true' };
    default:
      return {
        active: String(state === 'active'),
        ...(state === 'inactive' && { deleted: 'false', redacted: 'false' }),
      };
  }
}

function showCommand(): Command {
  return common(new Command('show').description('Show a resource, and what is associated with it.'))
    .argument('<resource>', 'id or user name')
    .action(async (who: string, flags: CommonFlags) => {
      await withApi(flags, async (client) => {
        const resource = await find(client, who);
        const { byType } = await associationsOf(client, resource.id);
        print(flags, { ...resource, associations: byType }, () => {
          const { fields = {}, note, pendingEmail, ...rest } = resource;
          return (
            (typeof note === 'string' ? `${note}\n` : '') +
            tableOfPairs({
              ...rest,
              ...(pendingEmail && { emailToConfirm: pendingEmail.email }),
              ...fields,
            }) +
            associationTable(byType)
          );
        });
      });
    });
}

function createCommand(): Command {
  return common(new Command('create').description('Create a resource.'))
    .requiredOption('--by <user>', 'user name of the acting administrator')
    .addOption(setOption('value of a field; again for more fields'))
    .option('--invite', 'send a message with a link to set a password')
    .action(async (flags: CommonFlags & { by: string; set: readonly string[]; invite?: true }) => {
      const fields = Object.fromEntries(flags.set.map((pair) => splitPair('--set', pair)));
      const created = (await withApi(flags, (client) =>
        client.post('/resources', { by: flags.by, fields, invite: flags.invite ?? false }),
      )) as Resource;
      print(flags, created, () => `${created.displayName} is created, with id ${created.id}.\n`);
    });
}

function setOption(description: string): Option {
  return new Option('--set <field=value>', description)
    .argParser((pair: string, pairs: readonly string[]) => [...pairs, pair])
    .default([], 'nothing');
}

function activeCommand(name: 'activate' | 'inactivate', description: string): Command {
  return action(new Command(name).description(description)).action(
    async (who: string, flags: ActionFlags) => {
      await withApi(flags, async (client) => {
        const { id, displayName } = await find(client, who);
        const effect =
          name === 'activate'
            ? 'will be able to log in again, and count as a licensed user.'
            : 'will not be able to log in or be assigned records any more, nor count as a licensed user.';
        await confirm(`${displayName} (${id}) ${effect}`, flags.yes);
        const after = (await client.post(`/resources/${id}/${name}`, { by: flags.by })) as Resource;
        print(flags, after, () => `${after.displayName} is ${after.state} now.\n`);
      });
    },
  );
}

const MAIL_COMMANDS = {
  invite: {
    description: 'Send a message with a link to set a password, once more if need be.',
    effect: ({ email }: Resource) => `will get a message to ${email} with a link to set a password.`,
    done: ({ displayName, email }: Resource) => `${displayName} is invited: the message goes to ${email}.\n`,
  },
  'withdraw-email-change': {
    description: 'Take back the change of an e-mail address that waits to be confirmed.',
    effect: ({ email }: Resource) =>
      `will keep the address ${email}; a change that waits will be taken back.`,
    done: ({ displayName, email }: Resource) => `${displayName} keeps the address ${email}.\n`,
  },
} as const;

function mailCommand(name: keyof typeof MAIL_COMMANDS): Command {
  const { description, effect, done } = MAIL_COMMANDS[name];
  return action(new Command(name).description(description)).action(
    async (who: string, flags: ActionFlags) => {
      await withApi(flags, async (client) => {
        const resource = await find(client, who);
        await confirm(`${resource.displayName} (${resource.id}) ${effect(resource)}`, flags.yes);
        const after = (await client.post(`/resources/${resource.id}/${name}`, { by: flags.by })) as Resource;
        print(flags, after, () => done(after));
      });
    },
  );
}

function redactCommand(): Command {
  return action(new Command('redact').description('Erase the personal data of a resource, for good.'))
    .requiredOption('--reason <text>', 'why; it stays in the Privacy Action History')
    .addOption(
      new Option('--title <record=text>', 'another title for a record, by its id; again for more records')
        .argParser((pair: string, pairs: readonly string[]) => [...pairs, pair])
        .default([], 'nothing'),
    )
    .action(async (who: string, flags: ActionFlags & { reason: string; title: readonly string[] }) => {
      await withApi(flags, async (client) => {
        const { id, displayName } = await find(client, who);
        const { byType } = await associationsOf(client, id);
        const left = (await client.get(`/resources/${id}/left-behind`)) as LeftBehind;
        const titles = Object.fromEntries(flags.title.map((pair) => splitPair('--title', pair)));
        await confirm(
          `${associationTable(byType)}${leftText(left, titles)}The personal data of ${displayName} (${id}) will be erased. This cannot be undone.`,
          flags.yes,
        );
        const after = (await client.post(`/resources/${id}/redact`, {
          by: flags.by,
          reason: flags.reason,
          titles,
        })) as Resource;
        print(
          flags,
          after,
          () => `The personal data of ${id} is erased; the resource is ${after.displayName} now.\n`,
        );
      });
    });
}

/** The text about personal data that a redaction leaves, without titles that are changed with it. */
function leftText(
  { titles, asInitiator, inReasons }: LeftBehind,
  changed: Readonly<Record<string, string>>,
): string {
  const left = titles.filter(({ id }) => changed[id] === undefined);
  return [
    left.length > 0 &&
      `${tableOf(left, ['id', 'type', 'title'])}These titles name the person and stay; --title ID=TEXT gives another one.\n`,
    asInitiator > 0 && `The Privacy Action History keeps the name as that of who acted: ${asInitiator}.\n`,
    inReasons > 0 && `Reasons in the Privacy Action History name the person and stay: ${inReasons}.\n`,
  ]
    .filter((text) => text !== false)
    .join('');
}

interface DeleteFlags extends ActionFlags {
  readonly reassign: readonly string[];
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly userName?: string;
  readonly set: readonly string[];
}

function deleteCommand(): Command {
  return action(new Command('delete').description('Delete a resource, and perhaps replace it by a new one.'))
    .addOption(
      new Option(
        '--reassign <type=resource>',
        'who takes over the open records of a type: id, user name, or replacement; again for more types',
      )
        .argParser((pair: string, pairs: readonly string[]) => [...pairs, pair])
        .default([], 'nobody'),
    )
    .option('--first-name <name>', 'of the replacement')
    .option('--last-name <name>', 'of the replacement')
    .option('--email <address>', 'of the replacement, who gets an invitation')
    .option('--user-name <name>', 'of the replacement; left out, what its address has before the @')
    .addOption(
      setOption('value that the replacement has of its own instead of inheriting it; again for more'),
    )
    .action(async (who: string, flags: DeleteFlags) => {
      await withApi(flags, async (client) => {
        const { id, displayName } = await find(client, who);
        const { byType } = await associationsOf(client, id);
        const reassign: Record<string, unknown> = {};
        for (const [type, successor] of flags.reassign.map((pair) => splitPair('--reassign', pair))) {
          reassign[type] = successor;
        }
        await confirm(`${associationTable(byType)}${displayName} (${id}) will be deleted.`, flags.yes);
        const answer = (await client.post(`/resources/${id}/delete`, {
          by: flags.by,
          reassign,
          ...replacementOf(flags),
        })) as { readonly deleted: Resource; readonly replacement: Resource | null };
        print(flags, answer, () => {
          const { deleted, replacement } = answer;
          const successor = replacement
            ? ` ${replacement.displayName} (${replacement.id}) takes the place.`
            : '';
          return `${deleted.displayName} is deleted.${successor}\n`;
        });
      });
    });
}

function replacementOf({ firstName, lastName, email, userName, set }: DeleteFlags): object {
  const given = [firstName, lastName, email, userName, ...set].filter((flag) => flag !== undefined);
  if (given.length === 0) return {};
  if (firstName === undefined || lastName === undefined || email === undefined) {
    throw new ConfigError('A replacement needs --first-name, --last-name and --email.');
  }
  const own = Object.fromEntries(set.map((pair) => splitPair('--set', pair)));
  return {
    replacement: { FirstName: firstName, LastName: lastName, Email: email, UserName: userName, ...own },
  };
}

function common(command: Command): Command {
  return withTarget(command).option('--json', 'print the answer as JSON');
}

function action(command: Command): Command {
  return common(command)
    .argument('<resource>', 'id or user name')
    .requiredOption('--by <user>', 'user name of the acting administrator')
    .option('--yes', 'do not ask');
}

/** The resource of an id or a user name. */
async function find(client: ApiClient, who: string): Promise<Resource> {
  if (who === '') throw new ConfigError('Name a resource by its id or user name.');
  return (await client.get(`/resources/${encodeURIComponent(who)}`)) as Resource;
}

async function associationsOf(
  client: ApiClient,
  id: number,
): Promise<{ readonly byType: readonly Association[] }> {
  return (await client.get(`/resources/${id}/associations`)) as { readonly byType: readonly Association[] };
}

function associationTable(byType: readonly Association[]): string {
  return listOf(byType, ['type', 'total', 'open'], 'No records are associated.');
}

function splitPair(flag: string, pair: string): readonly [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 1) throw new ConfigError(`${flag} takes NAME=VALUE, not ${pair}.`);
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}

function print({ json }: CommonFlags, value: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : text());
}
