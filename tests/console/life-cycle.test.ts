// Thorough: npm run test:quick leaves it out.
import { demoTenant } from '../../src/tenant/demo-tenant';
import { Api, BY, dump, openedAnew, outside } from '../support/json-api';
import { LOGINS } from '../support/emulator';
import { IDS, opened } from '../support/updates';
import { Visitor, visitor, type PageAnswer } from '../support/visitor';

const NINA = { FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina.newcomer@example.com', UserName: '' };

/** What the form of each page sends for a resource without open records. */
const READER = { confirmation: 'api.reader' };
const FORMS = [
  [`/resources/${IDS.reader}/redact`, { ...READER, reason: 'asked for' }],
  [`/resources/${IDS.reader}/delete`, READER],
  [`/resources/${IDS.reader}/delete-and-replace`, { ...READER, ...NINA }],
] as const;

/** The text that stands next to a field as its violation. */
function violationOf(field: string, { html }: PageAnswer): string | undefined {
  const id = `${field}-violation`.replace(/[.%]/g, '\\$&');
  return unescaped(new RegExp(`<span id="${id}">([^<]*)</span>`).exec(html)?.[1]);
}

function valueOf(field: string, { html }: PageAnswer): string | undefined {
  const [input = ''] = new RegExp(`<input id="${field.replace(/[.%]/g, '\\$&')}"[^>]*>`).exec(html) ?? [];
  return unescaped(/ value="([^"]*)"/.exec(input)?.[1]);
}

function alertOf({ html }: PageAnswer): string | undefined {
  return unescaped(/role="alert">.*?<div>([^<]*)</s.exec(html)?.[1]);
}

function unescaped(html: string | undefined): string | undefined {
  return html
    ?.replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

describe('the pages of the life cycle', () => {
  const world = opened();
  const PAGES = [
    ...FORMS.map(([path]) => path),
    '/deleted-resources',
    '/privacy-history',
    '/privacy-history/export',
    '/email-taken?email=tom.tech%40example.com',
  ];

  test.each(PAGES)('are for administrators: %s', async (path) => {
    const { status, html } = await (await visitor(world, LOGINS.tom)).get(path);
    expect(status).toBe(403);
    expect(html).toContain('Only administrators see this page.');
    expect((await (await visitor(world, LOGINS.ada)).get(path)).status).toBe(200);
  });

  test.each(PAGES)('are for people who are logged in: %s', async (path) => {
    const { status, headers } = await new Visitor(world).get(path);
    expect([status, headers.get('location')]).toEqual([
      303,
      `/admin/log-in?next=${encodeURIComponent(path)}`,
    ]);
  });

  test.each(FORMS)('do nothing for anybody else: POST %s', async (path, fields) => {
    const tom = await visitor(world, LOGINS.tom);
    const before = await dump(world);
    expect((await tom.post(path, fields)).status).toBe(403);
    expect((await new Visitor(world).post(path, fields)).status).toBe(303);
    expect(await dump(world)).toEqual(before);
  });

  test.each(FORMS)(
    'do nothing for a form without the token or with another one: POST %s',
    async (path, fields) => {
      const ada = await visitor(world, LOGINS.ada);
      const before = await dump(world);
      for (const _csrf of [[], 'guess']) {
        const { status, html } = await ada.post(path, { ...fields, _csrf });
        expect(status).toBe(403);
        expect(html).toContain('This form is too old');
      }
      expect(await dump(world)).toEqual(before);
    },
  );

  test.each(['redact', 'delete', 'delete-and-replace'])(
    'say that there is no such resource: %s',
    async (what) => {
      const ada = await visitor(world, LOGINS.ada);
      for (const id of ['4711', '999999999999999', 'ada.admin', '-1']) {
        expect((await ada.get(`/resources/${id}/${what}`)).status).toBe(404);
        expect((await ada.post(`/resources/${id}/${what}`, { confirmation: '' })).status).toBe(404);
      }
    },
  );

  test.each(FORMS)(
    'do nothing unless the user name is typed, and keep what was: POST %s',
    async (path, fields) => {
      const ada = await visitor(world, LOGINS.ada);
      const before = await dump(world);
      for (const confirmation of ['', 'api.admin', 'API.READER']) {
        const answer = await ada.post(path, { ...fields, confirmation });
        expect(answer.status).toBe(422);
        expect(violationOf('confirmation', answer)).toBe(
          'This is not the user name. Please type api.reader to confirm.',
        );
        expect(valueOf('confirmation', answer)).toBe(confirmation);
      }
      expect(await dump(world)).toEqual(before);
    },
  );

  test.each([
    ['redact', 'You cannot redact yourself.'],
    ['delete', 'Users cannot delete themselves.'],
    ['delete-and-replace', 'Users cannot delete themselves.'],
  ])('say that nobody can %s themselves, instead of a form', async (what, sentence) => {
    const ada = await visitor(world, LOGINS.ada);
    const before = await dump(world);
    const path = `/resources/${IDS.ada}/${what}`;
    const shown = await ada.get(path);
    const sent = await ada.post(path, { confirmation: 'ada.admin', reason: 'asked for', ...NINA });
    expect([shown.status, sent.status]).toEqual([200, 422]);
    for (const { html } of [shown, sent]) {
      expect(html).toContain(sentence);
      expect(html).not.toContain('name="confirmation"');
    }
    expect(await dump(world)).toEqual(before);
  });
});

/** Where Tom is redacted, and what the form sends. */
const REDACT = `/resources/${IDS.tom}/redact`;
const REDACTION = { confirmation: 'tom.tech', reason: 'Article 17' };

describe('the page to redact', () => {
  const world = openedAnew();

  test('lists the associated records by type, and the open ones', async () => {
    await world.api.post('/records', { by: BY, type: 'Asset', title: '<b>Van</b> & "co"', owner: IDS.tom });
    const { html } = await (await visitor(world, LOGINS.ada)).get(REDACT);
    for (const { type, open, total } of await world.api.associations(IDS.tom)) {
      expect(html).toContain(`<td>${type}</td><td>${open}</td><td>${total}</td>`);
    }
    expect(html).toContain(
      '<td>Asset</td><td>&lt;b&gt;Van&lt;/b&gt; &amp; &quot;co&quot;</td><td>owner and responsible</td>',
    );
    const closed = (await world.api.records(`&resource=${IDS.tom}&open=false`)).map(({ title }) => title);
    expect(closed).not.toEqual([]);
    for (const title of closed) expect(html).not.toContain(title);
  });

  test('shows titles that name the person, changes those that are changed, and says why one is refused', async () => {
    const record = async (title: string): Promise<number> => {
      const body = { by: BY, type: 'Asset', title, owner: IDS.ada };
      return ((await world.api.post('/records', body)) as { id: number }).id;
    };
    const [van, bike] = [await record('Van of "Tanner"'), await record('Bike of Tanner')];
    const ada = await visitor(world, LOGINS.ada);
    const { html } = await ada.get(REDACT);
    expect(html).toContain(`name="titles.${van}" type="text" value="Van of &quot;Tanner&quot;"`);
    const sent = { ...REDACTION, [`titles.${bike}`]: 'Bike of Tanner' };
    const refused = await ada.post(REDACT, { ...sent, [`titles.${van}`]: 'Van of tom.tech' });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('value="Van of tom.tech"');
    expect(refused.html).toMatch(
      new RegExp(`id="titles.${van}-violation">The new title must not name the person, as “tom.tech” does.`),
    );
    expect((await ada.post(REDACT, { ...sent, [`titles.${van}`]: 'Van' })).status).toBe(303);
    const titles = (await world.api.records('&type=Asset')).map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['Van', 'Bike of Tanner']));
  });

  test('says that the name of somebody who redacted others stays in the history', async () => {
    const page = async (): Promise<string> =>
      (await (await visitor(world, LOGINS.ada)).get(`/resources/${IDS.admin}/redact`)).html.replace(
        /\s+/g,
        ' ',
      );
    const STAYS = 'keeps the name of API Administrator, too, as that of the initiating person (one entry)';
    expect(await page()).not.toContain('as that of the initiating person');
    await world.api.act(IDS.paul, 'redact', { reason: 'asked for', by: 'api.admin' });
    expect(await page()).toContain(STAYS);
  });

  test('goes to the page of the resource, which tells that it was done without naming anybody', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const { status, headers } = await ada.post(REDACT, REDACTION);
    expect([status, headers.get('location')]).toEqual([303, `/admin/resources/${IDS.tom}`]);
    expect((await world.rows('SELECT data FROM sessions')).map(({ data }) => data)).toEqual([
      expect.stringContaining('"notice":{"text":"The resource is redacted. Its personal data is erased."}'),
    ]);
    expect((await world.api.resource(IDS.tom)).state).toBe('redacted');
    expect(await world.api.get('/privacy-history')).toMatchObject([
      { initiatingId: IDS.ada, resourceId: IDS.tom, reason: 'Article 17' },
    ]);
  });

  test('says that somebody is redacted already, instead of a form', async () => {
    const ada = await visitor(world, LOGINS.ada);
    await world.api.act(IDS.tom, 'redact', { reason: 'asked for' });
    const before = await dump(world);
    const shown = await ada.get(REDACT);
    const sent = await ada.post(REDACT, { ...REDACTION, confirmation: `redacted${IDS.tom}` });
    expect([shown.status, sent.status]).toEqual([200, 422]);
    for (const { html } of [shown, sent]) {
      expect(html).toContain('The resource is redacted. A redaction cannot be undone');
      expect(html).not.toContain('name="reason"');
    }
    expect(await dump(world)).toEqual(before);
  });
});

describe('a redaction that is refused on its page', () => {
  const world = opened();

  test.each([
    ['', 'A redaction needs a reason.'],
    ['   ', 'A redaction needs a reason.'],
    [
      'Tom Tanner asked',
      'The reason must not name the person, as “Tanner” does: it stays in the Privacy Action History.',
    ],
    [
      '"><script>tom.tech</script>',
      'The reason must not name the person, as “tom.tech” does: it stays in the Privacy Action History.',
    ],
  ])('says why the reason %j is refused, next to it, and keeps it', async (reason, sentence) => {
    const ada = await visitor(world, LOGINS.ada);
    const before = await dump(world);
    const answer = await ada.post(REDACT, { ...REDACTION, reason });
    expect(answer.status).toBe(422);
    expect(violationOf('reason', answer)).toBe(sentence);
    expect(answer.html).not.toContain('<script>tom');
    expect(valueOf('confirmation', answer)).toBe('tom.tech');
    expect(await dump(world)).toEqual(before);
  });
});

/** Where Tom is deleted. */
const DELETE = `/resources/${IDS.tom}/delete`;

/** What the form sends, with the same successor for every type. */
async function deletionOf(
  server: { readonly origin: string },
  successor: string,
): Promise<Record<string, string>> {
  const open = (await new Api(server).associations(IDS.tom)).filter((one) => one.open > 0);
  return {
    confirmation: 'tom.tech',
    ...Object.fromEntries(open.map(({ type }) => [`reassign.${encodeURIComponent(type)}`, successor])),
  };
}

describe('the page to delete', () => {
  const world = openedAnew({
    tenant: (demo) => ({ ...demo, recordTypes: [...(demo.recordTypes ?? []), 'Service Call'] }),
  });
  test('hands the open records over to those who were chosen, and goes to the page of the resource', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const open = await world.api.records(`&resource=${IDS.tom}&open=true`);
    expect(open.length).toBeGreaterThan(2);
    const form = { ...(await deletionOf(world, ' Paul.MULLER ')), 'reassign.Ticket': 'ada.admin' };
    const { status, headers } = await ada.post(DELETE, form);
    expect([status, headers.get('location')]).toEqual([303, `/admin/resources/${IDS.tom}`]);
    const takers = (await world.api.records()).filter(({ id }) => open.some((one) => one.id === id));
    for (const { type, owner, responsible } of takers) {
      const expected = type === 'Ticket' ? IDS.ada : IDS.paul;
      expect([owner.id, responsible.id]).toContain(expected);
      expect([owner.id, responsible.id]).not.toContain(IDS.tom);
    }
    expect((await world.api.resource(IDS.tom)).state).toBe('deleted');
  });

  test('takes a type of the tenant’s own that has a blank in its name', async () => {
    await world.api.post('/records', { by: BY, type: 'Service Call', title: 'Mr. X', owner: IDS.tom });
    const ada = await visitor(world, LOGINS.ada);
    const { html } = await ada.get(DELETE);
    expect(html).toContain('for="reassign.Service%20Call"');
    const wrong = { ...(await deletionOf(world, 'ada.admin')), 'reassign.Service%20Call': 'no.body' };
    const refused = await ada.post(DELETE, wrong);
    expect(violationOf('reassign.Service%20Call', refused)).toBe('There is no resource no.body.');
    expect((await ada.post(DELETE, await deletionOf(world, 'ada.admin'))).status).toBe(303);
    expect(await world.api.records('&type=Service%20Call')).toMatchObject([{ owner: { id: IDS.ada } }]);
  });

  test('asks for nobody where there is nothing to take over', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const reader = `/resources/${IDS.reader}/delete`;
    const { html } = await ada.get(reader);
    expect(html).toContain('There are no open records to reassign.');
    expect(html).not.toContain('name="reassign.');
    expect((await ada.post(reader, READER)).status).toBe(303);
    expect((await world.api.resource(IDS.reader)).state).toBe('deleted');
  });

  test.each(['delete', 'delete-and-replace'])(
    'says that somebody is deleted already, instead of a form: %s',
    async (what) => {
      const ada = await visitor(world, LOGINS.ada);
      await world.api.delete(IDS.reader, IDS.ada);
      const before = await dump(world);
      const again = `/resources/${IDS.reader}/${what}`;
      const shown = await ada.get(again);
      const sent = await ada.post(again, { ...READER, ...NINA });
      expect([shown.status, sent.status]).toEqual([200, 422]);
      for (const { html } of [shown, sent]) {
        expect(html).toContain('The resource is deleted already.');
        expect(html).not.toContain('name="confirmation"');
      }
      expect(await dump(world)).toEqual(before);
    },
  );
});

describe('a deletion that is refused on its page', () => {
  const world = opened();

  test.each([
    ['no.body', 'There is no resource no.body.'],
    ['<b>"&\'', 'There is no resource <b>"&\'.'],
    ['ina.active', 'Records cannot be assigned to Ina Active: the resource is inactive.'],
    ['tom.tech', 'Records cannot be assigned to Tom Tanner (Deleted): the resource is deleted.'],
    ['New Replacement User', 'There is no resource New Replacement User.'],
  ])('says next to the type why %s cannot take its records over', async (successor, sentence) => {
    const ada = await visitor(world, LOGINS.ada);
    const before = await dump(world);
    const answer = await ada.post(DELETE, {
      ...(await deletionOf(world, 'ada.admin')),
      'reassign.Ticket': successor,
    });
    expect(answer.status).toBe(422);
    expect(violationOf('reassign.Ticket', answer)).toBe(sentence);
    expect(valueOf('reassign.Ticket', answer)).toBe(successor);
    expect(valueOf('confirmation', answer)).toBe('tom.tech');
    expect(answer.html).not.toContain('<b>"');
    expect(await dump(world)).toEqual(before);
  });

  test('names the types for which nobody was chosen, and keeps the others', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const before = await dump(world);
    const answer = await ada.post(DELETE, {
      ...(await deletionOf(world, 'paul.muller')),
      'reassign.Ticket': ' ',
    });
    expect(answer.status).toBe(422);
    expect(alertOf(answer)).toBe('Open records of these types need somebody to take them over: Ticket.');
    expect(valueOf('reassign.Task', answer)).toBe('paul.muller');
    expect(await dump(world)).toEqual(before);
  });

  test('suggests active resources, but not the one that is to be deleted', async () => {
    const { html } = await (await visitor(world, LOGINS.ada)).get(DELETE);
    const suggested = [...html.matchAll(/<option value="([^"]*)"/g)].map(([, name]) => name);
    expect(suggested).toContain('paul.muller');
    expect(suggested).not.toContain('tom.tech');
    expect(suggested).not.toContain('ina.active');
    expect(suggested).not.toContain('New Replacement User');
    expect(suggested.length).toBeLessThanOrEqual(200);
  });

  test('says above the form what is about none of its fields', async () => {
    const ada = await visitor(world, LOGINS.ada);
    // Frank is at a closed location, which a new resource cannot be at.
    const answer = await ada.post(`/resources/${IDS.frank}/delete-and-replace`, {
      ...NINA,
      confirmation: (await new Api(world).resource(IDS.frank)).userName,
    });
    expect(answer.status).toBe(422);
    expect(alertOf(answer)).toMatch(/^The replacement needs values of its own .*: LocationID, UserType\.$/);
  });
});

/** Where Tom is replaced, and what the form sends. */
const REPLACE = `/resources/${IDS.tom}/delete-and-replace`;
const REPLACEMENT = {
  ...NINA,
  confirmation: 'tom.tech',
  ...Object.fromEntries(
    [...(demoTenant().recordTypes ?? []), 'Ticket', 'Task', 'Contact', 'Project', 'Opportunity'].map(
      (type) => [`reassign.${type}`, 'New Replacement User'],
    ),
  ),
};

describe('the page to delete and replace', () => {
  const world = openedAnew();

  test('suggests the replacement for every type', async () => {
    const answer = await (await visitor(world, LOGINS.ada)).get(REPLACE);
    for (const { type } of (await world.api.associations(IDS.tom)).filter(({ open }) => open > 0)) {
      expect(valueOf(`reassign.${type}`, answer)).toBe('New Replacement User');
    }
    expect(answer.html).toContain('<option value="New Replacement User">');
  });

  test('makes the replacement, gives it the records it was chosen for, and invites it', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const { status, headers } = await ada.post(REPLACE, { ...REPLACEMENT, 'reassign.Ticket': 'paul.muller' });
    expect([status, headers.get('location')]).toEqual([303, `/admin/resources/${IDS.tom}`]);
    const [nina] = await world.api.resources('&search=nina.newcomer');
    expect(nina).toMatchObject({ userName: 'nina.newcomer', state: 'active', displayName: 'Nina Newcomer' });
    const open = (await world.api.records(`&resource=${nina!.id}&open=true`)).map(({ type }) => type);
    expect(open).toContain('Task');
    expect(open).not.toContain('Ticket');
    expect(await world.api.outbox()).toMatchObject([{ recipient: NINA.Email, subject: 'Invitation' }]);
  });

  test('takes the user name that is given', async () => {
    await (await visitor(world, LOGINS.ada)).post(REPLACE, { ...REPLACEMENT, UserName: ' nn ' });
    expect(await world.api.resources('&userName=nn')).toMatchObject([{ email: NINA.Email }]);
  });
});

describe('a replacement that is refused on its page', () => {
  const world = opened();

  test.each([
    ['FirstName', '', 'Missing Required Field: FirstName.'],
    ['LastName', ' ', 'Missing Required Field: LastName.'],
    ['Email', '', 'Missing Required Field: Email.'],
    ['Email', 'nina', 'The value is not a valid e-mail address in field: Email.'],
    ['Email', 'TOM.Tech@example.com', 'A resource with this e-mail address exists already.'],
    ['UserName', 'paul.MULLER', 'The value is already in use by another resource in field: UserName.'],
    ['FirstName', 'x'.repeat(51), 'String value exceeds maximum length (field:FirstName).'],
  ])('says next to %s why %j is refused, and keeps what was typed', async (field, text, sentence) => {
    const ada = await visitor(world, LOGINS.ada);
    const before = await dump(world);
    const answer = await ada.post(REPLACE, {
      ...REPLACEMENT,
      'reassign.Ticket': 'paul.muller',
      [field]: text,
    });
    expect(answer.status).toBe(422);
    expect(violationOf(field, answer)).toBe(sentence);
    const kept = { ...NINA, confirmation: 'tom.tech', 'reassign.Ticket': 'paul.muller', [field]: text };
    for (const [name, value] of Object.entries(kept))
      expect([name, valueOf(name, answer)]).toEqual([name, value]);
    expect(await dump(world)).toEqual(before);
  });

  test.each([
    ['tom.tech@example.com', 'A resource with this e-mail address exists already.'],
    [' TOM.tech@Example.com', 'A resource with this e-mail address exists already.'],
    ['nina.newcomer@example.com', ''],
    ['tom.tech', ''],
    ['', ''],
  ])('can be asked beforehand whether %j is taken', async (email, violation) => {
    const ada = await visitor(world, LOGINS.ada);
    const { status, headers, html } = await ada.get(`/email-taken?email=${encodeURIComponent(email)}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(html)).toEqual({ violation });
  });
});

describe('the list of deleted resources', () => {
  const world = openedAnew({
    tenant: (demo) => ({
      ...demo,
      resources: [
        ...demo.resources,
        ...Array.from({ length: 70 }, (_, number) => ({
          ...demo.resources.find(({ id }) => id === IDS.mo)!,
          id: 29690000 + number,
          UserName: `leaver.${number}`,
        })),
      ],
    }),
  });

  test('says that there are none', async () => {
    const { html } = await (await visitor(world, LOGINS.ada)).get('/deleted-resources');
    expect(html).toContain('No resource was deleted.');
  });

  test('shows who was deleted, and when in the zone of the tenant', async () => {
    await world.api.delete(IDS.paul, IDS.ada);
    await world.api.act(IDS.reader, 'inactivate');
    outside(world.file, (sqlite) => {
      sqlite
        .prepare("UPDATE resources SET deleted_at = '2026-01-01T03:30:00.000Z' WHERE id = ?")
        .run(IDS.paul);
    });
    const { html } = await (await visitor(world, LOGINS.ada)).get('/deleted-resources');
    const rows = html.split('<tr>').slice(2);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`<a href="/admin/resources/${IDS.paul}">Paul Muller (Deleted)</a>`);
    expect(rows[0]).toContain('2025-12-31 22:30:00');
    expect(html.match(/America\/New_York/g)).toHaveLength(1);
  });

  test('is read page by page, each resource once', async () => {
    outside(world.file, (sqlite) => {
      sqlite.exec(
        "UPDATE resources SET Active = 0, deleted_at = '2026-01-01T00:00:00.000Z' WHERE UserName LIKE 'leaver.%'",
      );
    });
    const all = (await world.api.resources('&deleted=true')).map(({ id }) => id);
    expect(all).toHaveLength(70);
    const ada = await visitor(world, LOGINS.ada);
    const seen: number[] = [];
    let pages = 0;
    for (let path: string | undefined = '/deleted-resources'; path !== undefined; pages += 1) {
      const { html } = await ada.get(path);
      seen.push(...[...html.matchAll(/href="\/admin\/resources\/(\d+)"/g)].map(([, id]) => Number(id)));
      path = /href="\/admin(\/deleted-resources\?after=\d+)"/.exec(html)?.[1];
    }
    expect([pages, seen]).toEqual([2, all]);
    expect((await ada.get('/deleted-resources?after=999999999999999')).html).toContain('No more resources');
    expect((await ada.get('/deleted-resources?after=x')).html).toContain(`/admin/resources/${all[0]!}"`);
  });
});
