// Thorough: npm run test:quick leaves it out.
import { resource } from '../../src/entities/resource';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { addRows, readImportFile } from '../../src/tenant/import';
import { query, queryXml, where } from '../support/soap';
import { accept, change, entity, IDS, update, writableValues } from '../support/updates';
import { leaveTraces, NEW_EMAIL, PERSON, withPerson } from '../support/person';
import { BY, dump, logIn, openedAnew } from '../support/json-api';

const world = openedAnew({ tenant: withPerson });

const REASON = 'Article 17, letter of 3 May';
const redact = () => world.api.act(PERSON.id, 'redact', { reason: REASON });

describe('a resource that is redacted', () => {
  test('becomes inactive', async () => {
    const { state, fields } = await redact();
    expect({ state, Active: fields['Active'] }).toEqual({ state: 'redacted', Active: false });
  });

  test('is called Redacted Resource', async () => {
    const { displayName, fields } = await redact();
    expect([fields['FirstName'], fields['LastName'], displayName]).toEqual([
      'Redacted',
      'Resource',
      'Redacted Resource',
    ]);
  });

  test('gets the user name redacted with its id behind', async () => {
    const { userName, fields } = await redact();
    expect([userName, fields['UserName']]).toEqual([`redacted${PERSON.id}`, `redacted${PERSON.id}`]);
  });

  test('gets an e-mail address that is no person’s and can never be delivered to', async () => {
    expect((await redact()).email).toBe(`redacted${PERSON.id}@redacted.invalid`);
  });

  test('loses every field of the General tab that is not required', async () => {
    await leaveTraces(world);
    const before = await world.api.resource(PERSON.id);
    const optional = resource.fields.filter(({ tab, required }) => tab === 'General' && !required);
    expect(optional.length).toBeGreaterThan(10);
    const empty = optional.filter(({ name }) => [null, '', undefined].includes(before.fields[name] as null));
    expect(empty).toEqual([]);
    const after = await redact();
    for (const { name, nullForm } of optional) {
      expect([name, after.fields[name]]).toEqual([name, nullForm === 'empty' ? '' : null]);
    }
  });

  test('keeps the fields of the other tabs, but for Active and the user name', async () => {
    const kept = { AccountingReferenceID: 'A-1', DefaultServiceDeskRoleID: '29683402' };
    await accept(world.url, PERSON.id, kept);
    const before = await world.api.resource(PERSON.id);
    const after = await redact();
    for (const { name, tab } of resource.fields) {
      if (tab === 'General' || ['Active', 'UserName'].includes(name)) continue;
      expect([name, after.fields[name]]).toEqual([name, before.fields[name]]);
    }
  });

  test('loses its photo', async () => {
    await leaveTraces(world);
    expect(await world.rows('SELECT * FROM photos')).toHaveLength(1);
    await redact();
    expect(await world.rows('SELECT * FROM photos')).toEqual([]);
  });

  test.each(['password_history', 'pending_email_changes', 'outbox', 'invitations'])(
    'leaves nothing in %s',
    async (table) => {
      await leaveTraces(world);
      const ofPerson = async () =>
        await world.rows(`SELECT * FROM ${table} WHERE resource_id = ?`, PERSON.id);
      expect(await ofPerson()).not.toEqual([]);
      await redact();
      expect(await ofPerson()).toEqual([]);
    },
  );

  test('loses its messages, sent and waiting, and no other ones', async () => {
    await world.change(
      `INSERT INTO outbox (created_at, resource_id, recipient, subject, text, html, next_attempt_at)
        VALUES ('2024', ${IDS.paul}, 'x@example.com', 'Other', '', '', '2999')`,
    );
    await leaveTraces(world);
    expect(await world.api.outbox()).toHaveLength(3);
    await redact();
    expect(await world.api.outbox()).toMatchObject([{ resourceId: IDS.paul }]);
  });

  test('cannot log in any more, neither under the old nor under the new name', async () => {
    expect(await logIn(world.url, PERSON.login)).toBe(200);
    await redact();
    const { password } = PERSON.login;
    for (const user of [PERSON.login.user, `redacted${PERSON.id}@example.com`]) {
      expect(await logIn(world.url, { user, password })).toBe(401);
      expect(await logIn(world.url, { user, password: '' })).toBe(401);
    }
  });

  test('keeps its records, under its new name', async () => {
    const tom = { owner: IDS.tom };
    const [first] = await world.api.records(`&resource=${tom.owner}`);
    await world.api.act(IDS.tom, 'redact', { reason: REASON });
    const [after] = await world.api.records(`&resource=${tom.owner}`);
    expect(after?.id).toBe(first?.id);
    expect([after?.owner, after?.responsible]).toContainEqual({
      id: IDS.tom,
      displayName: 'Redacted Resource',
    });
  });

  test('cannot be assigned records', async () => {
    await redact();
    const work = { by: BY, type: 'Task', title: 'Work', owner: PERSON.id };
    const problem = await world.api.refused('/records', work);
    expect(problem).toMatchObject({ rule: 'notAssignable' });
    expect(problem.detail).toContain('the resource is redacted');
  });

  test('is found over SOAP under its new name only', async () => {
    await redact();
    const old = await query(world.url, queryXml(where('LastName', 'Equals', PERSON.fields.LastName)));
    expect(old.entities).toEqual([]);
    const found = await query(world.url, queryXml(where('UserName', 'Equals', `redacted${PERSON.id}`)));
    expect(found.entities).toMatchObject([{ FirstName: 'Redacted', LastName: 'Resource', Active: 'false' }]);
  });

  test('is shown beforehand with what is associated with it, and what of that is open', async () => {
    const byType = await world.api.associations(IDS.tom);
    const records = await world.api.records(`&resource=${IDS.tom}`);
    expect(byType.length).toBeGreaterThan(1);
    for (const { type, total, open } of byType) {
      const ofType = records.filter((record) => record.type === type);
      expect([total, open]).toEqual([ofType.length, ofType.filter((record) => record.open).length]);
    }
    const { openRecords } = (await world.api.get(`/resources/${IDS.tom}/associations`)) as {
      openRecords: unknown;
    };
    expect(openRecords).toEqual(records.filter(({ open }) => open));
  });

  test('can be one that was deleted before: the right to be forgotten has no end', async () => {
    await world.api.delete(PERSON.id, IDS.ada);
    const after = await redact();
    expect(after).toMatchObject({ state: 'redacted', displayName: 'Redacted Resource (Deleted)' });
  });
});

describe('a redaction is permanent and cannot be reversed', () => {
  const GONE = 'The resource is redacted. A redaction cannot be undone, nor the resource changed.';

  beforeEach(redact);

  test.each([
    ['activate', {}],
    ['redact', { reason: REASON }],
  ])('by %s', async (action, body) => {
    const before = await dump(world);
    const problem = await world.api.refused(`/resources/${PERSON.id}/${action}`, { by: BY, ...body });
    expect(problem).toMatchObject({ status: 422, rule: 'resourceRedacted', detail: GONE });
    expect(await dump(world)).toEqual(before);
  });

  test.each([
    ['activates it', { Active: 'true' }],
    ['names it', { FirstName: 'Zqfirstname' }],
    ['gives it a password', { Password: 'Zq-Third-2024' }],
    ['changes nothing', {}],
  ])('by a SOAP update that %s', async (_what, fields) => {
    const before = await dump(world);
    const { returnCode, errors } = await change(world.url, PERSON.id, fields);
    expect({ returnCode, errors }).toEqual({ returnCode: -1, errors: [GONE] });
    expect(await dump(world)).toEqual(before);
  });

  test('by a SOAP update of several resources, which leaves the others alone, too', async () => {
    const before = await dump(world);
    const entities = await Promise.all(
      [IDS.paul, PERSON.id].map(async (id) =>
        entity(id, { ...(await writableValues(world.url, id)), Title: 'New' }),
      ),
    );
    expect((await update(world.url, entities)).errors).toEqual([GONE]);
    expect(await dump(world)).toEqual(before);
  });

  test('by an import with the same id', async () => {
    const [paul] = demoTenant().resources.filter(({ id }) => id === IDS.paul);
    const before = await dump(world);
    const store = await Store.open(world.file, async () => undefined);
    const hasher = new Hasher(4);
    try {
      const file = Buffer.from(JSON.stringify([{ ...paul, id: PERSON.id, UserName: 'zq.username' }]));
      const { rows } = readImportFile('x.json', file);
      await expect(store.transaction((stores) => addRows(stores, rows, { hasher }))).rejects.toThrow(
        `The id ${PERSON.id} is already in use.`,
      );
    } finally {
      await hasher.close();
      await store.close();
    }
    expect(await dump(world)).toEqual(before);
  });

  test('by creating a resource with the same id', async () => {
    const { status, rule } = await world.api.refused('/resources', { by: BY, fields: { id: PERSON.id } });
    expect({ status, rule }).toEqual({ status: 400, rule: 'request' });
  });
});

test('a change of the e-mail address that was waiting cannot be confirmed after the redaction', async () => {
  await leaveTraces(world);
  const message = (await world.api.outbox()).find(({ recipient }) => recipient === NEW_EMAIL);
  const [link = ''] = /http\S+/.exec(message?.text ?? '') ?? [];
  await redact();
  expect((await fetch(link)).status).toBe(404);
  expect((await world.api.resource(PERSON.id)).email).toBe(`redacted${PERSON.id}@redacted.invalid`);
});

describe('a redaction is refused', () => {
  const path = `/resources/${PERSON.id}/redact`;

  async function expectRefusal(
    target: string,
    body: object,
    problem: { status: number; rule: string; field?: string },
  ): Promise<void> {
    const before = await dump(world);
    expect(await world.api.refused(target, body)).toMatchObject(problem);
    expect(await dump(world)).toEqual(before);
  }

  test.each(['', '   ', '\t\n'])('without a reason: %j', async (reason) => {
    await expectRefusal(path, { by: BY, reason }, { status: 422, rule: 'reasonMissing', field: 'reason' });
  });

  test('when the reason is left out', async () => {
    await expectRefusal(path, { by: BY }, { status: 400, rule: 'request', field: 'reason' });
  });

  test.each([
    'Zqfirstname Zqlastname asked for it',
    'asked for by ZQFIRSTNAME   zqlastname',
    'At the request of Zqfirstname Zqlastname.',
    'Zqfirstname Zqlastname’s letter',
    'see "Zqlastname, Zqfirstname"',
    'zq.username left',
    'The account is zq.username.',
    'The account zq.username@example.com is not used any more',
    'mail from zq.email@example.org',
    'mail from ZQ.EMAIL2@EXAMPLE.ORG, yesterday',
    '<zq.email3@example.org>',
  ])('when the reason names the person: %s', async (reason) => {
    await expectRefusal(
      path,
      { by: BY, reason },
      { status: 422, rule: 'reasonNamesPerson', field: 'reason' },
    );
  });

  test.each([
    ['of oneself', `/resources/${IDS.ada}/redact`, BY, 422, 'cannotRedactSelf'],
    ['by somebody without System Administrator rights', path, 'tom.tech', 403, 'notAnAdministrator'],
    ['by an inactive administrator', path, 'ina.active', 403, 'notAnAdministrator'],
    ['by somebody unknown', path, 'nobody', 403, 'notAnAdministrator'],
    ['by the person, who is no administrator', path, 'zq.username', 403, 'notAnAdministrator'],
    ['of somebody who does not exist', '/resources/4711/redact', BY, 404, 'resourceUnknown'],
  ])('%s', async (_what, target, by, status, rule) => {
    await expectRefusal(target, { by, reason: REASON }, { status, rule });
  });

  test('by an administrator who was redacted', async () => {
    await world.api.act(IDS.admin, 'redact', { reason: REASON });
    for (const by of ['api.admin', `redacted${IDS.admin}`]) {
      await expectRefusal(path, { by, reason: REASON }, { status: 403, rule: 'notAnAdministrator' });
    }
  });

  test('but not when the reason has only a part of the name, which may be any word', async () => {
    await world.api.act(PERSON.id, 'redact', { reason: 'Zqlastnames and zq.usernames' });
    expect((await world.api.resource(PERSON.id)).state).toBe('redacted');
  });
});
