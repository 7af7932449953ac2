// Thorough: npm run test:quick leaves it out.
import { IDS } from '../support/updates';
import { leaveTraces, PERSON, withPerson } from '../support/person';
import { BY, dump, openedAnew, outside } from '../support/json-api';

const world = openedAnew({ tenant: withPerson });

const REPLACEMENT = { FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina.newcomer@example.com' };

/** What an action sends, and each write in it that can fail. */
interface Action {
  readonly path: string;
  readonly body: () => Promise<object>;
  readonly writes: readonly string[];
}

const ACTIONS: Readonly<Record<string, Action>> = {
  inactivate: {
    path: `/resources/${PERSON.id}/inactivate`,
    body: async () => ({ by: BY }),
    writes: ['UPDATE ON resources', 'INSERT ON audit'],
  },
  redact: {
    path: `/resources/${PERSON.id}/redact`,
    body: async () => ({ by: BY, reason: 'asked for' }),
    writes: [
      'UPDATE OF FirstName ON resources',
      'DELETE ON password_history',
      'DELETE ON pending_email_changes',
      'DELETE ON outbox',
      'DELETE ON invitations',
      'DELETE ON photos',
      'UPDATE OF redacted_at ON resources',
      'INSERT ON pending_scrub',
      'INSERT ON privacy_history',
    ],
  },
  'delete and replace': {
    path: `/resources/${IDS.tom}/delete`,
    body: async () => {
      const open = (await world.api.associations(IDS.tom)).filter((one) => one.open > 0);
      return {
        by: BY,
        reassign: Object.fromEntries(open.map(({ type }) => [type, 'replacement'])),
        replacement: REPLACEMENT,
      };
    },
    writes: [
      'UPDATE OF deleted_at ON resources',
      'INSERT ON resources',
      'INSERT ON invitations',
      'INSERT ON outbox',
      'UPDATE OF owner_id ON records',
      'UPDATE OF responsible_id ON records',
      'INSERT ON record_audit',
      'INSERT ON audit',
    ],
  },
  'create and invite': {
    path: '/resources',
    body: async () => {
      const { fields } = await world.api.resource(IDS.tom);
      return {
        by: BY,
        invite: true,
        fields: {
          ...fields,
          id: undefined,
          UserName: 'carl',
          Email: 'carl@example.com',
          Password: 'Carl-Word-1',
        },
      };
    },
    writes: ['INSERT ON resources', 'INSERT ON invitations', 'INSERT ON outbox', 'INSERT ON audit'],
  },
  'create a record': {
    path: '/records',
    body: async () => ({ by: BY, type: 'Task', title: 'Work', owner: IDS.tom }),
    writes: ['INSERT ON records', 'INSERT ON record_audit'],
  },
};

const CASES = Object.entries(ACTIONS).flatMap(([name, action]) =>
  action.writes.map((write) => [name, write, action] as const),
);

test.each(CASES)('%s leaves nothing half done when %s fails', async (_name, write, { path, body }) => {
  if (path.endsWith('/redact')) await leaveTraces(world);
  const sent = await body();
  const [, event = ''] = /^(?:UPDATE OF (\w+)|.*)/.exec(write) ?? [];
  // A statement that writes every column is not meant where one column is named that it leaves as it is.
  const when = event === '' ? '' : `WHEN OLD.${event} IS NOT NEW.${event}`;
  outside(world.file, (sqlite) =>
    sqlite.exec(
      `CREATE TRIGGER fault BEFORE ${write} FOR EACH ROW ${when} BEGIN SELECT raise(ABORT, 'zq-disk-error'); END`,
    ),
  );
  const before = await dump(world);
  const { status, type, text } = await world.api.posted(path, sent);
  expect(type).toBe('application/problem+json; charset=utf-8');
  expect(JSON.parse(text)).toEqual({
    type: 'urn:atws-emulator:internal',
    title: 'The emulator failed',
    status: 500,
    rule: 'internal',
    detail: 'Something went wrong. The log of the emulator has the details.',
  });
  expect(status).toBe(500);
  expect(await dump(world)).toEqual(before);

  await world.change('DROP TRIGGER fault');
  expect([200, 201]).toContain((await world.api.posted(path, sent)).status);
  expect(await dump(world)).not.toEqual(before);
});

test('a password that cannot be set leaves the invitation as it was', async () => {
  await world.api.delete(IDS.reader, IDS.ada, REPLACEMENT);
  const [message] = await world.api.outbox();
  const [link = ''] = /http\S+/.exec(message?.text ?? '') ?? [];
  const accept = () =>
    fetch(link, { method: 'POST', body: new URLSearchParams({ password: 'Fresh-Start-1' }) });
  for (const write of ['DELETE ON invitations', 'UPDATE ON resources', 'INSERT ON audit']) {
    await world.change(
      `CREATE TRIGGER fault BEFORE ${write} BEGIN SELECT raise(ABORT, 'zq-disk-error'); END`,
    );
    const before = await dump(world);
    const answer = await accept();
    expect(answer.status).toBe(500);
    const page = await answer.text();
    expect(page).toContain('Something went wrong. The log of the emulator has the details.');
    expect(page).not.toContain('zq-disk-error');
    expect(await dump(world)).toEqual(before);
    await world.change('DROP TRIGGER fault');
  }
  expect((await accept()).status).toBe(200);
});
