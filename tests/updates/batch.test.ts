import { resource } from '../../src/entities/resource';
import { parse, find, call } from '../support/soap';
import {
  accept,
  entity,
  expectRefused,
  IDS,
  NOT_FOUND,
  onRecord,
  opened,
  read,
  update,
  writableValues,
  type SentFields,
} from '../support/updates';

const emulator = opened();

/** A whole record that changes one resource. */
async function record(id: number, changes: SentFields = {}): Promise<string> {
  return entity(id, { ...(await writableValues(emulator.url, id)), ...changes });
}

describe('ids', () => {
  test.each([
    ['an unknown id', '1'],
    ['zero', '0'],
    ['a negative id', '-29683010'],
    ['no id', undefined],
    ['an empty id', ''],
    ['text', 'emma.empty'],
    ['a fraction', '29683010.5'],
    ['the id of a role', '29683401'],
    ['a number past what a long holds', '9223372036854775808'],
  ])('%s is not found', async (_title, id) => {
    const fields = await writableValues(emulator.url, IDS.emma);
    await expectRefused(emulator, () => update(emulator.url, [entity(id, fields)]), [NOT_FOUND]);
  });

  test('a nil id is not found', async () => {
    const xml = entity(undefined, await writableValues(emulator.url, IDS.emma)).replace(
      '<UserName>',
      '<id xsi:nil="true"/><UserName>',
    );
    expect(xml).toContain('<id xsi:nil');
    await expectRefused(emulator, () => update(emulator.url, [xml]), [NOT_FOUND]);
  });

  test.each([' 29683010 ', '29683010.0', '+29683010'])('%j is an id like any other', async (id) => {
    const { errors, entities } = await update(emulator.url, [
      entity(id, await writableValues(emulator.url, IDS.emma)),
    ]);
    expect(errors).toEqual([]);
    expect(entities[0]?.['id']).toBe('29683010');
  });
});

describe('the answer', () => {
  test('shows the resources as a query does, in the order they were sent', async () => {
    const ids = [IDS.mo, IDS.emma, IDS.tom, IDS.bea];
    const records = await Promise.all(ids.map((id) => record(id, { Title: `Title of ${id}` })));
    const { returnCode, entityResultType, entities, body } = await update(emulator.url, records);
    expect({ returnCode, entityResultType }).toEqual({ returnCode: 1, entityResultType: 'resource' });
    expect(entities).toEqual(await Promise.all(ids.map((id) => read(emulator.url, id))));
    expect(entities.map(({ Title }) => Title)).toEqual(ids.map((id) => `Title of ${id}`));
    const infos = find(parse(body), 'EntityReturnInfoResults')?.children ?? [];
    expect(infos.map((info) => find(info, 'EntityId')?.text)).toEqual(ids.map(String));
    expect(infos.map((info) => find(info, 'DatabaseAction')?.text)).toEqual(ids.map(() => 'None'));
  });

  test('of one id sent twice shows it twice, and the last one wins', async () => {
    const records = [
      await record(IDS.emma, { Title: 'First', HomePhone: '1' }),
      await record(IDS.mo, { Title: 'Between' }),
      await record(IDS.emma, { Title: 'Second', HomePhone: undefined }),
    ];
    const { errors, entities } = await update(emulator.url, records);
    expect(errors).toEqual([]);
    expect(entities.map(({ id, Title }) => [Number(id), Title])).toEqual([
      [IDS.emma, 'Second'],
      [IDS.mo, 'Between'],
      [IDS.emma, 'Second'],
    ]);
    expect(await read(emulator.url, IDS.emma)).toMatchObject({ Title: 'Second', HomePhone: '' });
  });
});

describe('all or nothing', () => {
  test('one bad record changes nothing', async () => {
    const records = [
      await record(IDS.emma, { Title: 'Never' }),
      await record(IDS.mo, { Title: 'Never', Email: 'new.mo@example.com' }),
      await record(IDS.tom, { Title: 'x'.repeat(51) }),
    ];
    await expectRefused(emulator, () => update(emulator.url, records), [
      onRecord('String value exceeds maximum length (field:Title).', 3),
    ]);
  });

  test('every failing record is named, with the first thing that is wrong with it', async () => {
    const records = [
      await record(IDS.emma, { Greeting: 'x', Title: 'x'.repeat(51) }),
      await record(IDS.mo),
      entity(7),
      await record(IDS.tom, { Title: { xml: '<Title/>' } }),
      await record(IDS.bea, { UserName: 'TOM.TECH' }),
      await record(IDS.admin, { Active: '0' }),
    ];
    await expectRefused(emulator, () => update(emulator.url, records), [
      onRecord('Can not convert data to numeric in field: Greeting.', 1),
      NOT_FOUND,
      "Conversion from type 'Object' to type 'String' is not valid.",
      'Error updating entity for record number [4].',
      onRecord('The value is already in use by another resource in field: UserName.', 5),
      'You cannot inactivate yourself.',
    ]);
  });

  test('a user name that an earlier record of the batch gives away is free', async () => {
    const { errors } = await update(emulator.url, [
      await record(IDS.emma, { UserName: 'emma.new' }),
      await record(IDS.mo, { UserName: 'emma.empty' }),
    ]);
    expect(errors).toEqual([]);
    const { errors: back } = await update(emulator.url, [
      await record(IDS.mo, { UserName: 'mo.minimal' }),
      await record(IDS.emma, { UserName: 'emma.empty' }),
    ]);
    expect(back).toEqual([]);
  });

  test('a user name that an earlier record of the batch takes is taken', async () => {
    const records = [
      await record(IDS.emma, { UserName: 'same.name' }),
      await record(IDS.mo, { UserName: 'Same.Name' }),
    ];
    await expectRefused(emulator, () => update(emulator.url, records), [
      onRecord('The value is already in use by another resource in field: UserName.', 2),
    ]);
  });

  test('200 records go, 201 do not', async () => {
    const one = await record(IDS.emma, { Title: 'One of many' });
    const { errors, entities } = await update(emulator.url, Array<string>(200).fill(one));
    expect(errors).toEqual([]);
    expect(entities).toHaveLength(200);
    await expectRefused(emulator, () => update(emulator.url, Array<string>(201).fill(one)), [
      'The call has 201 entities. At most 200 can be updated at once.',
    ]);
  });
});

describe('what was sent is what is stored', () => {
  const texts: readonly (readonly [title: string, text: string])[] = [
    ['blanks around it', '  Front  Desk  '],
    ['tabs and line ends', '\tone\r\ntwo\nthree\r'],
    ['a line feed alone', '\n'],
    ['characters of XML', '<b>"R&D"</b> & \'more\' ]]>'],
    ['text that looks like a reference', '&amp;lt; &#65; %41'],
    ['letters beyond ASCII', 'Ünïcödé ŁĄ 日本橋 ß ı'],
    ['characters beyond the first plane', '𠮷野 🚀 👩‍👩‍👧'],
    ['composed and combining forms', 'é é'],
    ['control characters that XML allows', 'a\u0085b\u2028c\u007f'],
    ['text that looks like SQL', "'); DROP TABLE resources; --"],
    ['text that looks like a number', '0042.10'],
    ['the word null', 'null'],
  ];
  const PLAIN = resource.fields
    .filter(({ type, readOnly, picklist }) => type === 'string' && !readOnly && !picklist)
    .filter(({ name }) => !/Email|Password|UserName/.test(name));

  test.each(texts)('%s', async (_title, text) => {
    const changes = Object.fromEntries(
      PLAIN.map(({ name, length }) => [name, Array.from(text).slice(0, length).join('')]),
    );
    changes['FirstName'] = `x${text}`;
    changes['LastName'] = `${text}x`;
    const answer = await accept(emulator.url, IDS.emma, changes);
    expect(answer).toMatchObject(changes);
    expect(await read(emulator.url, IDS.emma)).toMatchObject(changes);
  });

  test.each([
    ['CDATA', '<![CDATA[<b>&amp; ]] x]]>', '<b>&amp; ]] x'],
    ['CDATA between text', 'a<![CDATA[<]]>b<![CDATA[>]]>', 'a<b>'],
    ['references', '&lt;&#x1F680;&#13;&#10;&#9;&quot;&apos;&amp;', '<🚀\r\n\t"\'&'],
    ['a comment', 'a<!-- no -->b', 'ab'],
    // XML itself reads a raw line end as one line feed.
    ['raw line ends', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['blanks only, as a text like any other', '   ', '   '],
  ])('%s', async (_title, xml, expected) => {
    await accept(emulator.url, IDS.emma, { Title: { xml: `<Title>${xml}</Title>` } });
    expect((await read(emulator.url, IDS.emma))['Title']).toBe(expected);
  });

  test.each(['&#1;', '\u0001', '&#xFFFE;', '&#xD800;', '\uffff'])(
    '%j, which XML cannot carry, is a fault, and nothing changes',
    async (xml) => {
      const before = await emulator.rows('SELECT * FROM resources');
      const inner = entity(IDS.emma, {
        ...(await writableValues(emulator.url, IDS.emma)),
        Title: { xml: `<Title>${xml}</Title>` },
      });
      const { status, body } = await call(emulator.url, 'update', `<Entities>${inner}</Entities>`);
      expect(status).toBe(500);
      expect(find(parse(body), 'faultcode')?.text).toBe('soap:Client');
      expect(await emulator.rows('SELECT * FROM resources')).toEqual(before);
    },
  );
});
