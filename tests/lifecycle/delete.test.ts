// Thorough: npm run test:quick leaves it out.
import { run } from '../support/command';
import { visitor } from '../support/visitor';
import { LOGINS, LOOKED_INTO } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { accept, change, IDS } from '../support/updates';
import { BY, dump, logIn, openedAnew, outside, type WorkRecord } from '../support/json-api';

const world = openedAnew();

const NEW = { FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina.newcomer@example.com' };

/** Who owns a record and who is responsible for it, by id. */
function peopleOf(records: readonly WorkRecord[]): readonly (readonly number[])[] {
  return records.map(({ id, owner, responsible }) => [id, owner.id, responsible.id]);
}

describe('a resource that is deleted', () => {
  test('is prevented from logging in, from the next call on', async () => {
    expect(await logIn(world.url, LOGINS.reader)).toBe(200);
    await world.api.delete(IDS.reader, IDS.ada);
    expect(await logIn(world.url, LOGINS.reader)).toBe(401);
  });

  test('shows a warning note that permissions and actions are limited', async () => {
    expect((await world.api.resource(IDS.paul)).note).toBeNull();
    const { deleted } = await world.api.delete(IDS.paul, IDS.ada);
    expect(deleted.note).toBe('Note: This resource is deleted, so permissions and actions are limited.');
  });

  test.each([
    ['an active one', IDS.reader, { Active: { from: true, to: false } }],
    ['an inactive one', IDS.frank, {}],
  ])('has in its history who deleted it, and whether it was active: %s', async (_which, id, changes) => {
    await world.api.delete(id, IDS.ada);
    const [last] = await world.rows(
      'SELECT actor_id, changes FROM audit WHERE resource_id = ? ORDER BY id DESC',
      id,
    );
    expect([last?.['actor_id'], JSON.parse(String(last?.['changes']))]).toEqual([IDS.ada, changes]);
  });

  test('loses its open records to a resource that was named by user name', async () => {
    const open = (await world.api.associations(IDS.tom)).map(({ type }) => [type, 'ADA.admin'] as const);
    await world.api.act(IDS.tom, 'delete', { reassign: Object.fromEntries(open) });
    expect(await world.api.records(`&resource=${IDS.tom}&open=true`)).toEqual([]);
    expect((await world.api.records(`&resource=${IDS.ada}&open=true`)).length).toBeGreaterThan(open.length);
  });

  test('loses its open records to those who were chosen for each type', async () => {
    const before = await world.api.records(`&resource=${IDS.tom}&open=true`);
    const types = [...new Set(before.map(({ type }) => type))];
    expect(types.length).toBeGreaterThan(1);
    const takers = Object.fromEntries(types.map((type, index) => [type, [IDS.ada, IDS.paul][index % 2]!]));
    await world.api.act(IDS.tom, 'delete', { reassign: takers });
    const swap = (id: number, type: string): number => (id === IDS.tom ? takers[type]! : id);
    const all = await world.api.records();
    const after = before.map(({ id }) => all.find((record) => record.id === id)!);
    expect(peopleOf(after)).toEqual(
      before.map(({ id, type, owner, responsible }) => [
        id,
        swap(owner.id, type),
        swap(responsible.id, type),
      ]),
    );
  });

  test('loses what it owns and what it is responsible for, also where that is not the same', async () => {
    const create = async (owner: number, responsible: number): Promise<number> =>
      (
        (await world.api.post('/records', {
          ...{ by: BY, type: 'Asset', title: 'Van' },
          ...{ owner, responsible },
        })) as WorkRecord
      ).id;
    const owned = await create(IDS.paul, IDS.tom);
    const responsible = await create(IDS.tom, IDS.paul);
    await world.api.delete(IDS.paul, IDS.ada);
    const after = peopleOf(await world.api.records('&type=Asset'));
    expect(after).toContainEqual([owned, IDS.ada, IDS.tom]);
    expect(after).toContainEqual([responsible, IDS.tom, IDS.ada]);
  });

  test('stays associated with its closed records', async () => {
    const before = await world.api.records(`&resource=${IDS.tom}&open=false`);
    expect(before).not.toEqual([]);
    await world.api.delete(IDS.tom, IDS.ada);
    const after = await world.api.records(`&resource=${IDS.tom}`);
    expect(peopleOf(after)).toEqual(peopleOf(before));
  });

  test('loses no data: every record is still there, with its title and its state', async () => {
    const before = await world.rows('SELECT id, type, title, created_at, closed_at FROM records ORDER BY id');
    const { deleted } = await world.api.delete(IDS.tom, IDS.ada);
    expect(
      await world.rows('SELECT id, type, title, created_at, closed_at FROM records ORDER BY id'),
    ).toEqual(before);
    expect(deleted.fields).toMatchObject({ FirstName: 'Tom', LastName: 'Tanner', UserName: 'tom.tech' });
  });

  test('no longer appears where resources are picked', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    for (const picker of ['&active=true', '&deleted=false']) {
      expect((await world.api.resources(picker)).map(({ id }) => id)).not.toContain(IDS.paul);
    }
    const problem = await world.api.refused('/records', {
      by: BY,
      type: 'Task',
      title: 'Work',
      owner: IDS.paul,
    });
    expect(problem).toMatchObject({
      rule: 'notAssignable',
      detail: 'Records cannot be assigned to Paul Muller (Deleted): the resource is deleted.',
    });
  });

  test('still appears in lists, with (Deleted) after its name', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    const listed = (await world.api.resources()).find(({ id }) => id === IDS.paul);
    expect(listed).toMatchObject({ displayName: 'Paul Muller (Deleted)', state: 'deleted' });
  });

  test('still appears on its own page, with (Deleted) after its name', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    expect((await world.api.resource(IDS.paul)).displayName).toBe('Paul Muller (Deleted)');
  });

  test('still appears in reports, with (Deleted) after its name', async () => {
    await world.api.act(IDS.paul, 'redact', { reason: 'asked for' });
    await world.api.delete(IDS.paul, IDS.ada);
    expect(await world.api.get('/privacy-history')).toMatchObject([
      { affectedResource: 'Redacted Resource (Deleted)' },
    ]);
  });

  test('still appears in related records, with (Deleted) after its name', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    const names = (await world.api.records(`&resource=${IDS.paul}`)).flatMap(({ owner, responsible }) =>
      [owner, responsible].filter(({ id }) => id === IDS.paul).map(({ displayName }) => displayName),
    );
    expect(new Set(names)).toEqual(new Set(['Paul Muller (Deleted)']));
  });

  test('appears in the list of deleted resources', async () => {
    expect(await world.api.get('/deleted-resources')).toEqual([]);
    await world.api.delete(IDS.paul, IDS.ada);
    await world.api.act(IDS.tom, 'inactivate');
    expect(await world.api.get('/deleted-resources')).toMatchObject([{ id: IDS.paul }]);
  });

  test('is simply inactive over SOAP, with its fields unchanged', async () => {
    const ask = () => query(world.url, queryXml(where('id', 'Equals', String(IDS.paul))));
    const before = (await ask()).entities;
    await world.api.delete(IDS.paul, IDS.ada);
    expect((await ask()).entities).toEqual([{ ...before[0], Active: 'false' }]);
  });

  test('cannot become active again, over SOAP or through the API', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    const sentence =
      'The resource is deleted. A deletion cannot be undone, nor the resource changed; it can only be redacted.';
    expect((await change(world.url, IDS.paul, { Active: 'true' })).errors).toEqual([sentence]);
    const problem = await world.api.refused(`/resources/${IDS.paul}/activate`, { by: BY });
    expect(problem).toMatchObject({ rule: 'resourceDeleted', detail: sentence });
  });

  test('is no longer counted as a licensed user, which reduces the bill', async () => {
    const active = async () =>
      await world.rows('SELECT count(*) AS n FROM resources WHERE Active = 1 AND LicenseType = 3');
    const [before] = await active();
    await world.api.delete(IDS.paul, IDS.ada);
    expect(await active()).toEqual([{ n: Number(before?.['n']) - 1 }]);
    expect(await world.api.get('/licenses')).toContainEqual(
      expect.objectContaining({ licenseType: 3, active: Number(before?.['n']) - 1 }),
    );
  });

  test('keeps its e-mail address, though a change of it was waiting to be confirmed', async () => {
    await accept(world.url, IDS.paul, { Email: 'paul@elsewhere.example.org' });
    const [message] = await world.api.outbox();
    const [link = ''] = /http\S+/.exec(message?.text ?? '') ?? [];
    await world.api.delete(IDS.paul, IDS.ada);
    expect((await fetch(link)).status).toBe(404);
    expect((await world.api.resource(IDS.paul)).email).toBe('paul.muller@example.com');
  });

  test('can be one that was inactive before', async () => {
    expect((await world.api.delete(IDS.frank, IDS.ada)).deleted.state).toBe('deleted');
  });
});

describe('before a resource is deleted', () => {
  test('every type of record it owns or is responsible for is offered, the tenant’s own types, too', async () => {
    await world.api.post('/records', { by: BY, type: 'Asset', title: 'Van', owner: IDS.paul });
    const byType = await world.api.associations(IDS.paul);
    const records = await world.api.records(`&resource=${IDS.paul}`);
    expect(byType.map(({ type }) => type).toSorted()).toEqual(
      [...new Set(records.map(({ type }) => type))].toSorted(),
    );
    expect(byType).toContainEqual(expect.objectContaining({ type: 'Asset' }));
  });
});

describe('a deletion is refused', () => {
  async function expectRefusal(id: number, body: object, problem: object): Promise<void> {
    const before = await dump(world);
    expect(await world.api.refused(`/resources/${id}/delete`, { by: BY, ...body })).toMatchObject(problem);
    expect(await dump(world)).toEqual(before);
  }

  test('when somebody deletes themselves', async () => {
    await expectRefusal(IDS.ada, {}, { status: 422, rule: 'cannotDeleteSelf' });
  });

  test('when somebody deletes and replaces themselves', async () => {
    await expectRefusal(IDS.ada, { replacement: NEW }, { status: 422, rule: 'cannotDeleteSelf' });
  });

  test('when nobody takes over the open records, naming each type', async () => {
    const types = (await world.api.associations(IDS.tom))
      .filter(({ open }) => open > 0)
      .map(({ type }) => type);
    await expectRefusal(
      IDS.tom,
      {},
      {
        status: 422,
        rule: 'reassignmentMissing',
        field: 'reassign',
        detail: `Open records of these types need somebody to take them over: ${types.join(', ')}.`,
      },
    );
    const [first = '', ...missing] = types;
    await expectRefusal(
      IDS.tom,
      { reassign: { [first]: IDS.ada } },
      { detail: `Open records of these types need somebody to take them over: ${missing.join(', ')}.` },
    );
  });

  test.each(['inactivate', 'redact', 'delete'])('when the successor went through %s', async (action) => {
    await world.api.act(IDS.paul, 'inactivate');
    if (action === 'redact') await world.api.act(IDS.paul, 'redact', { reason: 'asked for' });
    if (action === 'delete') await world.api.delete(IDS.paul, IDS.ada);
    const open = (await world.api.associations(IDS.tom)).map(({ type }) => type);
    await expectRefusal(
      IDS.tom,
      { reassign: Object.fromEntries(open.map((type) => [type, IDS.paul])) },
      { status: 422, rule: 'notAssignable' },
    );
  });

  test.each([
    ['the deleted one itself', { Ticket: IDS.tom }, 422, 'notAssignable'],
    ['somebody who does not exist', { Ticket: 4711 }, 404, 'resourceUnknown'],
    ['a replacement that is not there', { Ticket: 'replacement' }, 422, 'replacementMissing'],
    ['a user name that nobody has', { Ticket: 'no.body' }, 404, 'resourceUnknown'],
    ['neither an id nor a name', { Ticket: true }, 400, 'request'],
  ])('when the successor is %s', async (_who, reassign, status, rule) => {
    const others = (await world.api.associations(IDS.tom)).map(({ type }) => [type, IDS.ada] as const);
    await expectRefusal(
      IDS.tom,
      { reassign: { ...Object.fromEntries(others), ...reassign } },
      { status, rule },
    );
  });

  test('when a type is named that does not exist', async () => {
    await expectRefusal(
      IDS.tom,
      { reassign: { Tickets: IDS.ada } },
      {
        status: 422,
        rule: 'recordTypeUnknown',
        detail: 'There is no record type Tickets. Did you mean Ticket?',
      },
    );
  });

  test('the second time', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    await expectRefusal(IDS.paul, {}, { status: 422, rule: 'alreadyDeleted' });
  });

  test.each(['tom.tech', 'ina.active', 'nobody'])('in the name of %s', async (by) => {
    await expectRefusal(IDS.paul, { by }, { status: 403, rule: 'notAnAdministrator', field: 'by' });
  });

  test.each(['FirstName', 'LastName', 'Email'])('when the replacement has no %s', async (field) => {
    await expectRefusal(
      IDS.reader,
      { replacement: { ...NEW, [field]: '' } },
      { status: 422, rule: 'requiredFieldMissing', field },
    );
    await expectRefusal(
      IDS.reader,
      { replacement: { ...NEW, [field]: undefined } },
      { status: 400, rule: 'request', field: `replacement.${field}` },
    );
  });

  test.each([
    'tom.tech@example.com',
    'TOM.Tech@Example.COM',
    'ina.active@example.com',
    'api.reader@example.com',
    'PETRA.Mueller@example.org',
  ])('when the replacement has the e-mail address of another resource: %s', async (Email) => {
    await expectRefusal(
      IDS.reader,
      { replacement: { ...NEW, Email } },
      { status: 422, rule: 'emailTaken', field: 'Email' },
    );
  });

  test.each<readonly [string, () => Promise<unknown>, string]>([
    ['a second one', async () => undefined, '5185550106@SMS.example.net'],
    ['a third one', () => accept(world.url, IDS.emma, { Email3: 'third@example.com' }), 'Third@example.com'],
    [
      'one that waits to be confirmed',
      () => accept(world.url, IDS.paul, { Email: 'pÄul.new@example.com' }),
      'päul.new@example.com',
    ],
    [
      'that of somebody who is inactive',
      () => world.api.act(IDS.paul, 'inactivate'),
      'paul.muller@example.com',
    ],
  ])('when the e-mail address of the replacement is in use: %s', async (_what, prepare, Email) => {
    await prepare();
    await expectRefusal(
      IDS.reader,
      { replacement: { ...NEW, Email } },
      { status: 422, rule: 'emailTaken', field: 'Email' },
    );
  });

  test('when the e-mail address of the replacement is none', async () => {
    await expectRefusal(
      IDS.reader,
      { replacement: { ...NEW, Email: 'nina' } },
      { status: 422, rule: 'emailNotValid', field: 'Email' },
    );
  });

  test('when the user name of the replacement is taken', async () => {
    await expectRefusal(
      IDS.reader,
      { replacement: { ...NEW, UserName: 'Tom.TECH' } },
      { status: 422, rule: 'userNameTaken', field: 'UserName' },
    );
  });
});

describe('a replacement', () => {
  test('can have an address that only deleted resources have', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    for (const Email of ['paul.muller@example.com', 'service.desk@example.com']) {
      const [next] = (await world.api.resources('&active=true')).filter(({ id }) => id > IDS.paul + 20);
      const { replacement } = await world.api.delete(next!.id, IDS.ada, { ...NEW, Email });
      expect(replacement?.email).toBe(Email);
    }
  });

  test('is a new active resource with the name and address that were given', async () => {
    const { replacement } = await world.api.delete(IDS.tom, 'replacement', NEW);
    expect(replacement).toMatchObject({
      displayName: 'Nina Newcomer',
      email: NEW.Email,
      userName: 'nina.newcomer',
      state: 'active',
      note: null,
    });
  });

  test('inherits the license of the deleted one, so that as many are in use as before', async () => {
    const before = await world.api.get('/licenses');
    const tom = await world.api.resource(IDS.tom);
    const { replacement } = await world.api.delete(IDS.tom, 'replacement', NEW);
    expect(replacement?.licenseType).toBe(tom.licenseType);
    expect(replacement?.fields['UserType']).toBe(tom.fields['UserType']);
    expect(await world.api.get('/licenses')).toEqual(before);
  });

  test('gets the records that were meant for it, another existing resource the rest', async () => {
    const open = (await world.api.associations(IDS.tom)).filter((one) => one.open > 0);
    const [first, ...rest] = open.map(({ type }) => type);
    const reassign = { [first!]: 'replacement', ...Object.fromEntries(rest.map((type) => [type, IDS.paul])) };
    const before = await world.api.associations(IDS.paul);
    const { replacement } = (await world.api.post(`/resources/${IDS.tom}/delete`, {
      by: BY,
      reassign,
      replacement: NEW,
    })) as { replacement: { id: number } };
    expect(await world.api.associations(replacement.id)).toEqual([
      expect.objectContaining({ type: first, open: open[0]?.open }),
    ]);
    const gained = (await world.api.associations(IDS.paul)).filter(
      ({ type, open: now }) => now > (before.find((one) => one.type === type)?.open ?? 0),
    );
    expect(gained.map(({ type }) => type)).toEqual(rest);
  });

  test('is made even when there is nothing to take over', async () => {
    const { replacement } = await world.api.delete(IDS.reader, IDS.ada, NEW);
    expect(replacement?.state).toBe('active');
  });

  test('gets an invitation by e-mail, with a link', async () => {
    const { replacement } = await world.api.delete(IDS.reader, IDS.ada, NEW);
    const outbox = await world.api.outbox();
    expect(outbox).toMatchObject([
      { resourceId: replacement?.id, recipient: NEW.Email, subject: 'Invitation' },
    ]);
    const link = new RegExp(`${world.origin}/set-password\\?token=[\\w-]{20,}`);
    expect(outbox[0]?.text).toMatch(link);
    expect(outbox[0]?.html).toMatch(link);
  });

  test('changes its address at once, which was not verified', async () => {
    const { replacement } = await world.api.delete(IDS.reader, IDS.ada, NEW);
    const Email = 'nina.other@example.com';
    await accept(world.url, replacement!.id, { Email });
    expect((await world.api.resource(replacement!.id)).email).toBe(Email);
  });

  test('gets a user name that is free when the one from its address is taken', async () => {
    const tom = { ...NEW, Email: 'tom.tech@elsewhere.example.org' };
    expect((await world.api.delete(IDS.reader, IDS.ada, tom)).replacement?.userName).toBe('tom.tech2');
  });

  test('gets the user name that was given', async () => {
    const named = { ...NEW, UserName: 'nn' };
    expect((await world.api.delete(IDS.reader, IDS.ada, named)).replacement?.userName).toBe('nn');
  });

  test('cannot log in before it has set a password', async () => {
    await world.api.delete(IDS.reader, IDS.ada, NEW);
    for (const password of ['', LOGINS.reader.password]) {
      expect(await logIn(world.url, { user: 'nina.newcomer@example.com', password })).toBe(401);
    }
  });
});

/** Frank is at a closed location and has a retired security level; his role is taken out of use, too. */
describe('a replacement of somebody with values that are not active any more', () => {
  const OWN = { LocationID: 90682, UserType: 37 };

  beforeEach(async () => {
    const [role] = await world.rows('SELECT id FROM roles WHERE Active = 0');
    await world.change(
      `UPDATE resources SET DefaultServiceDeskRoleID = ${String(role?.['id'])} WHERE id = ${IDS.frank}`,
    );
  });

  test('is refused with the names of the fields that it needs', async () => {
    const before = await dump(world);
    const path = `/resources/${IDS.frank}/delete`;
    const sentence = (fields: string): string =>
      'The replacement needs values of its own for these fields, as those of the deleted resource are not active' +
      ` any more: ${fields}.`;
    const problem = { status: 422, rule: 'replacementFieldsMissing', field: 'replacement' };
    expect(await world.api.refused(path, { by: BY, replacement: NEW })).toMatchObject({
      ...problem,
      detail: sentence('LocationID, UserType'),
    });
    const some = { ...NEW, UserType: 37 };
    expect(await world.api.refused(path, { by: BY, replacement: some })).toMatchObject({
      ...problem,
      detail: sentence('LocationID'),
    });
    const closed = { ...NEW, UserType: 37, LocationID: 90699 };
    expect(await world.api.refused(path, { by: BY, replacement: closed })).toMatchObject({
      rule: 'picklistValueUnknown',
      field: 'LocationID',
    });
    expect(await dump(world)).toEqual(before);
  });

  test('takes them through the JSON API, and does without what is not required', async () => {
    const { replacement } = await world.api.delete(IDS.frank, IDS.ada, { ...NEW, ...OWN });
    expect(replacement?.fields).toMatchObject({ ...OWN, DefaultServiceDeskRoleID: null });
  });

  test('takes them on the command line', async () => {
    const flags = ['--set', 'LocationID=90682', '--set', 'UserType=37', '--user-name', 'nn'];
    const person = ['--first-name', 'Nina', '--last-name', 'Newcomer', '--email', NEW.Email];
    const deletion = ['resource', 'delete', String(IDS.frank), '--by', BY, '--yes', '--url', world.origin];
    const { code, stderr } = await run([...deletion, ...person, ...flags]);
    expect([code, stderr.replace(/^[^]*will be deleted\.\n/, '')]).toEqual([0, '']);
    expect(await world.api.resources('&userName=nn')).toMatchObject([{ state: 'active' }]);
  });

  test('is offered the active values by the form, which then works', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const path = `/resources/${IDS.frank}/delete-and-replace`;
    const { html } = await ada.get(path);
    const [, select = ''] = /<select id="LocationID"([^]*?)<\/select>/.exec(html) ?? [];
    expect(select).toContain('<option value="90682">Albany Headquarters</option>');
    expect(select).not.toContain('90699');
    expect(html).toContain('<select id="UserType"');
    const form = { ...NEW, confirmation: 'frank.former' };
    const refused = await ada.post(path, form);
    expect(refused.html).toContain('any more: LocationID, UserType.');
    expect((await ada.post(path, { ...form, LocationID: '90682', UserType: '37' })).status).toBe(303);
    expect((await world.api.resource(IDS.frank)).state).toBe('deleted');
  });
});

// The rows are copied with PRAGMAs.
if (LOOKED_INTO === 'file')
  test('an active resource is found as a successor, however many there are', async () => {
    const ada = await visitor(world, LOGINS.ada);
    outside(world.file, (sqlite) => {
      const columns = sqlite
        .prepare('SELECT name FROM pragma_table_info(?)')
        .pluck()
        .all('resources') as string[];
      const others = columns
        .filter((name) => !['id', 'UserName', 'UserName_folded'].includes(name))
        .join(', ');
      sqlite
        .prepare(
          `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500)
         INSERT INTO resources (id, UserName, UserName_folded, ${others})
         SELECT n, 'many' || n, 'many' || n, ${others} FROM n, resources WHERE resources.id = ?`,
        )
        .run(IDS.paul);
      sqlite
        .prepare("UPDATE resources SET LastName = 'Zuletzt', LastName_folded = 'zuletzt' WHERE id = 2500")
        .run();
    });
    const path = `/resources/${IDS.tom}/delete`;
    const typed = {
      confirmation: 'tom.tech',
      'reassign.Ticket': 'paul.muller',
      'find.text': 'zul',
      find: 'true',
    };
    const before = await dump(world);
    const { status, html } = await ada.post(path, typed);
    expect(status).toBe(200);
    expect(html).toContain('<td>many2500</td>');
    expect(html).toContain('<option value="many2500">');
    expect(html).toMatch(/id="reassign.Ticket"[^>]* value="paul.muller"/);
    expect(await dump(world)).toEqual(before);
    expect((await ada.post(path, { ...typed, 'find.text': 'many' })).html).toContain('There are more');
    expect((await ada.post(path, { ...typed, 'find.text': 'qqq' })).html).toContain(
      'There is no such active',
    );

    const open = (await world.api.associations(IDS.tom)).filter((one) => one.open > 0);
    await world.api.act(IDS.tom, 'delete', {
      reassign: Object.fromEntries(open.map(({ type }) => [type, 'many2500@example.com'])),
    });
    expect(await world.api.records('&resource=2500')).not.toEqual([]);
  });
