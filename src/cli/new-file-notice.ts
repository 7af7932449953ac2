import { DataFileError } from '../store/data-file-error';
import { Store, type Stores } from '../store/store';
import { demoTenant } from '../tenant/demo-tenant';

/** The most names in a sentence. */
const MOST_NAMES = 3;

/** The output after a new data file was made: its tenant, its log-ins, and the next commands. */
export async function newFileNotice(
  data: string,
  kind: 'resources' | 'tenant' | 'captured',
): Promise<string> {
  const store = await Store.open(data, async () => {
    throw new DataFileError(`There is nothing in ${data}.`);
  });
  try {
    const { domain, trackingIdentifiers, securityLevels } = await store.tenant.whole();
    const demo = demoTenant();
    const isDemo = trackingIdentifiers.some((text) => demo.trackingIdentifiers.includes(text));
    const lines =
      kind === 'resources' && isDemo
        ? [
            `${data} is new. It holds the demo tenant, too: ${demo.resources.length} people of ${domain}, whose passwords are published.`,
            'To start without them, remove it and add --empty.',
          ]
        : [
            `${data} is new. Its user names end in @${domain}; its clients send the tracking identifier ${trackingIdentifiers.join(' or ')}.`,
            ...(await administratorLines(store, domain)),
          ];
    if (kind === 'captured') {
      const without = securityLevels.filter(({ systemAdministrator }) => !systemAdministrator);
      lines.push(
        `These security levels have no rights, as answers do not tell them: ${without.map(({ id, name }) => `${id} (${name})`).join(', ')}.`,
        'To give one of them all rights, remove the data file and add --administrators LEVEL.',
      );
    }
    return [...lines, `Serve it with: atws serve --data ${data}`, ''].join('\n');
  } finally {
    await store.close();
  }
}

async function administratorLines(stores: Stores, domain: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (let after = 0; names.length < MOST_NAMES;) {
    const page = await stores.lifecycle.list({ active: true, after, limit: 1000 });
    for (const { userName } of page.filter(({ systemAdministrator }) => systemAdministrator)) {
      if ((await stores.logins.find(userName))?.passwordHash) names.push(`${userName}@${domain}`);
    }
    after = page.at(-1)?.id ?? 0;
    if (after === 0) break;
  }
  if (names.length === 0) {
    return [
      'Nobody in it can log in as an administrator yet: no active one has a password.',
      'To give one a password, remove the data file and add --password USER=PASSWORD.',
    ];
  }
  return [`Administrators who can log in: ${names.slice(0, MOST_NAMES).join(', ')}.`];
}
