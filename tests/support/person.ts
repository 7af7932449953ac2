import type { TenantDocument } from '../../src/tenant/document';
import { LOGINS } from '../support/emulator';
import { accept, IDS, type Opened } from './updates';

/** The resource that tests redact: every field is filled, with text that occurs nowhere else. */
export const PERSON = {
  id: IDS.reader,
  login: { user: 'zq.username@example.com', password: LOGINS.reader.password },
  fields: {
    FirstName: 'Zqfirstname',
    MiddleName: 'Zqmiddlename',
    LastName: 'Zqlastname',
    UserName: 'zq.username',
    Email: 'zq.email@example.org',
    Email2: 'zq.email2@example.org',
    Email3: 'zq.email3@example.org',
    EmailTypeCode2: 'MOBILE',
    EmailTypeCode3: 'PAGER',
    Title: 'Zqtitle of Things',
    HomePhone: '5185559001',
    MobilePhone: '5185559002',
    OfficePhone: '5185559003',
    OfficeExtension: '90049004',
    Gender: 'F',
    Greeting: '2',
  },
} as const;

export const NEW_EMAIL = 'zq.changed@example.net';
export const PHOTO = 'zq-the-bytes-of-a-photo';

/** The texts that must be nowhere after the redaction. */
export const OLD_TEXTS: readonly string[] = [
  ...(
    [
      'FirstName',
      'MiddleName',
      'LastName',
      'UserName',
      'Email',
      'Email2',
      'Email3',
      'Title',
      'HomePhone',
      'MobilePhone',
      'OfficePhone',
      'OfficeExtension',
    ] as const
  ).flatMap((name) => [PERSON.fields[name], PERSON.fields[name].toLowerCase()]),
  NEW_EMAIL,
  PHOTO,
].filter((text, index, all) => all.indexOf(text) === index);

/** The demo tenant with this resource. */
export function withPerson(demo: TenantDocument): TenantDocument {
  return {
    ...demo,
    resources: demo.resources.map((one) => (one.id === PERSON.id ? { ...one, ...PERSON.fields } : one)),
  };
}

/** Gives the resource all data beside its fields. Answers further texts that must be nowhere after the redaction. */
export async function leaveTraces(
  world: Pick<Opened, 'url' | 'rows' | 'change'>,
): Promise<readonly string[]> {
  const { id } = PERSON;
  const hashes = [await world.rows('SELECT password_hash FROM resources WHERE id = ?', id)];
  await accept(world.url, id, { Password: 'Zq-Second-2024' });
  await accept(world.url, id, { Email: NEW_EMAIL });
  // No value of its picklist is known, so it can only come from elsewhere.
  await world.change(`UPDATE resources SET Suffix = 'Zqsuffix', Suffix_folded = 'zqsuffix' WHERE id = ${id}`);
  await world.change(
    `INSERT INTO photos (resource_id, media_type, bytes)
      VALUES (${id}, 'image/png', X'${Buffer.from(PHOTO).toString('hex')}')`,
  );
  await world.change(`INSERT INTO resource_skills
    (id, "ResourceID", "SkillID", "SkillLevel", "SkillDescription", "SkillDescription_folded")
    VALUES (9001, ${id}, 101, 3, 'Zqskill', 'zqskill')`);
  await world.change(`INSERT INTO invitations VALUES (${id}, 'zq-digest', '2999-01-01T00:00:00.000Z')`);
  await world.change(
    `INSERT INTO outbox (created_at, resource_id, recipient, subject, text, html, next_attempt_at, sent_at)
      VALUES ('2024-01-01T00:00:00.000Z', ${id}, '${PERSON.fields.Email}', 'Hello Zqfirstname', 'Zqtext',
        '<p>Zqhtml</p>', '2024-01-01T00:00:00.000Z', '2024-01-01T00:00:01.000Z')`,
  );
  hashes.push(
    await world.rows('SELECT password_hash FROM resources WHERE id = ?', id),
    await world.rows('SELECT password_hash FROM password_history WHERE resource_id = ?', id),
  );
  const digests = await world.rows(
    'SELECT token_digest FROM pending_email_changes WHERE resource_id = ?',
    id,
  );
  return [
    ...hashes.flat().map(({ password_hash }) => String(password_hash)),
    ...digests.map(({ token_digest }) => String(token_digest)),
    'zq-digest',
    'Zqtext',
    'Zqsuffix',
    'zqsuffix',
    'Zqskill',
    'zqskill',
    'Zqhtml',
    ...OLD_TEXTS,
  ];
}
