// Thorough: npm run test:quick leaves it out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findEntity, entities } from '../../src/entities/index';
import { query, queryXml, where, type AtwsResult } from '../support/soap';
import {
  create,
  entity as entityXml,
  expectRefused,
  IDS,
  onRecord,
  opened,
  typed,
  update,
  type Sent,
} from '../support/updates';

/** A field by a live answer of GetFieldInfo. */
interface FieldFacts {
  readonly name: string;
  readonly type: 'boolean' | 'decimal' | 'integer' | 'long' | 'string';
  readonly length: number;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly reference: string | null;
  readonly picklist: boolean;
}

interface Facts {
  readonly name: string;
  readonly canCreate: boolean;
  readonly canUpdate: boolean;
  readonly fields: readonly FieldFacts[];
}

const FAMILY = (
  JSON.parse(readFileSync(path.join(__dirname, '..', 'entities', 'resource-family.json'), 'utf8')) as {
    entities: readonly Facts[];
  }
).entities;

type Values = Readonly<Record<string, string>>;

/** For each type that can be written: two values of each field that a client can give. */
const VALUES: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {
  Role: {
    Name: ['Tester', 'Prüfer <&> 測試'],
    Description: ['Tests', ' with blanks '],
    HourlyFactor: ['1', '1.5'],
    HourlyRate: ['80.25', '0'],
    QuoteItemDefaultTaxCategoryId: ['7', '2147483647'],
    Active: ['true', 'false'],
    IsExcludedFromNewContracts: ['false', 'true'],
  },
  Department: {
    Name: ['Testing', 'Prüfung <&>'],
    PrimaryLocationID: ['12', '90682'],
    Number: ['300', '0300'],
    Description: ['Tests', 'More\nlines'],
  },
  ResourceRoleDepartment: {
    DepartmentID: ['29683385', '29682833'],
    ResourceID: [String(IDS.emma), String(IDS.emma)],
    RoleID: ['29683402', '29683403'],
    Active: ['true', 'false'],
    Default: ['false', 'false'],
    DepartmentLead: ['false', 'true'],
  },
  ResourceRoleQueue: { ResourceID: [String(IDS.emma), String(IDS.emma)], QueueID: ['5', '6'] },
  ResourceServiceDeskRole: {
    ResourceID: [String(IDS.emma), String(IDS.emma)],
    RoleID: ['29683402', '29683403'],
    Active: ['true', 'false'],
    Default: ['false', 'true'],
  },
  ResourceSkill: { SkillLevel: ['2', '3'], SkillDescription: ['Some', 'Much <&>'] },
};

/** What is no active one, by the type that is referred to. */
const WRONG_REFERENCES: Readonly<Record<string, readonly string[]>> = {
  Role: ['0', '-1', '1', '29683417', String(IDS.tom)],
  Department: ['0', '-1', '1', '29999999'],
  Resource: ['0', '-1', '1', '29683402', String(IDS.frank)],
  TaxCategory: ['0', '-1'],
  BusinessLocation: ['0', '-1'],
};

/** Ways to leave a field without a value. */
const ABSENCES: readonly (readonly [title: string, element: (name: string) => Sent])[] = [
  ['left out', () => undefined],
  ['nil', (name) => ({ xml: `<${name} xsi:nil="true"/>` })],
  ['empty', (name) => typed(name, '')],
];

const emulator = opened();

/** The values of a type before and after an update. */
const valuesOf = (name: string, which: 0 | 1): Values =>
  Object.fromEntries(Object.entries(VALUES[name] ?? {}).map(([field, both]) => [field, both[which]]));

/** The text that an answer has for a value; undefined where it has none. */
function shown({ type, picklist }: FieldFacts, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return type === 'string' && !picklist ? '' : undefined;
  return type === 'decimal' ? Number(value).toFixed(4) : value;
}

async function read(name: string, id: string | undefined): Promise<Values> {
  const { entities: found } = await query(emulator.url, queryXml(where('id', 'Equals', id), name));
  return found[0] ?? {};
}

const rowOf = async (name: string, id: string): Promise<Readonly<Record<string, unknown>>> =>
  (await emulator.rows(`SELECT * FROM ${findEntity(entities, name)?.table} WHERE id = ?`, Number(id)))[0] ??
  {};

const writable = FAMILY.filter(({ canCreate, canUpdate }) => canCreate || canUpdate);

test('what is written into each field is told here', () => {
  expect(Object.keys(VALUES).toSorted()).toEqual(writable.map(({ name }) => name).toSorted());
  for (const { name, canCreate, fields } of writable) {
    const given = fields.filter((field) => givenWith('create')(field) || !field.readOnly);
    expect(Object.keys(VALUES[name] ?? {}).toSorted()).toEqual(
      given
        .filter(({ readOnly }) => canCreate || !readOnly)
        .map((field) => field.name)
        .toSorted(),
    );
  }
});

/** The fields that a client gives: what is read-only and required is given when an entity is created. */
function givenWith(writing: 'create' | 'update'): (field: FieldFacts) => boolean {
  return ({ name, readOnly, required }) => name !== 'id' && (!readOnly || (writing === 'create' && required));
}

const CASES = writable.flatMap((facts) => [
  ...(facts.canCreate ? [['create', facts.name, facts] as const] : []),
  ...(facts.canUpdate ? [['update', facts.name, facts] as const] : []),
]);

describe.each(CASES)('%s of %s', (writing, name, { fields }) => {
  const given = fields.filter(givenWith(writing));
  const others = fields.filter((field) => field.name !== 'id' && !given.includes(field));
  let subject: string;

  const send = (changes: Readonly<Record<string, Sent>>): Promise<AtwsResult> =>
    writing === 'create'
      ? create(emulator.url, [entityXml(undefined, { ...valuesOf(name, 0), ...changes }, name)])
      : update(emulator.url, [entityXml(subject, { ...valuesOf(name, 0), ...changes }, name)]);

  /** Expects that a value is in the answer and in the next query. */
  async function expectKept(field: FieldFacts, sent: Sent, expected: string | undefined): Promise<string> {
    const {
      errors,
      returnCode,
      entityResultType,
      entities: [answered = {}],
    } = await send({ [field.name]: sent });
    expect({ errors, returnCode, entityResultType }).toEqual({
      errors: [],
      returnCode: 1,
      entityResultType: name.toLowerCase(),
    });
    expect([field.name, answered[field.name]]).toEqual([field.name, shown(field, expected)]);
    expect(await read(name, answered['id'])).toEqual(answered);
    return String(answered['id']);
  }

  const expectRefusal = (field: FieldFacts, sent: Sent, sentence: string): Promise<void> =>
    expectRefused(emulator, () => send({ [field.name]: sent }), [onRecord(sentence)], name.toLowerCase());

  beforeAll(async () => {
    if (name === 'ResourceSkill') subject = '602';
    else {
      const { entities: made } = await create(emulator.url, [entityXml(undefined, valuesOf(name, 0), name)]);
      subject = String(made[0]?.['id']);
    }
  });

  test.each(given.map((field) => [field.name, field] as const))(
    '%s takes its values, typed and untyped',
    async (field, facts) => {
      for (const value of VALUES[name]?.[field] ?? []) {
        await expectKept(facts, value, value);
        await expectKept(facts, typed(field, value), value);
      }
    },
  );

  const optional = given.filter(({ required }) => !required).map((field) => [field.name, field] as const);
  if (optional.length > 0) {
    test.each(optional)('%s without a value is cleared', async (field, facts) => {
      const other = VALUES[name]?.[field]?.[1];
      for (const [, element] of ABSENCES) {
        await expectKept(facts, other, other);
        const id = await expectKept(facts, element(field), undefined);
        expect((await rowOf(name, id))[field]).toBe(facts.type === 'string' ? '' : null);
      }
    });
  }

  test.each(given.filter(({ required }) => required).map((field) => [field.name, field] as const))(
    '%s without a value is refused',
    async (field, facts) => {
      const sentence =
        facts.reference === null
          ? `Missing Required Field: ${field}.`
          : `Value does not exist for the required field ${field}.`;
      for (const [, element] of ABSENCES) await expectRefusal(facts, element(field), sentence);
    },
  );

  test('an empty element without a type is refused', async () => {
    const [first] = given;
    const sentence = "Conversion from type 'Object' to type 'String' is not valid.";
    await expectRefused(
      emulator,
      () => send({ [String(first?.name)]: { xml: `<${first?.name}/>` } }),
      writing === 'create' ? [sentence] : [sentence, 'Error updating entity for record number [1].'],
      name.toLowerCase(),
    );
  });

  const texts = given.filter(({ type }) => type === 'string').map((field) => [field.name, field] as const);
  if (texts.length > 0) {
    test.each(texts)('%s takes a text of its length, and none that is longer', async (_field, facts) => {
      const longest = '𠮷'.repeat(facts.length);
      await expectKept(facts, longest, longest);
      const sentence = `String value exceeds maximum length (field:${facts.name}).`;
      await expectRefusal(facts, `${longest}x`, sentence);
    });
  }

  const WRONG: Readonly<Record<FieldFacts['type'], readonly string[]>> = {
    boolean: ['2', 'yes', 'x', '-1', '1.0'],
    decimal: ['x', '1,5', '1e', '0x1', '1e29', '-1e29', '1e999'],
    integer: ['x', '1.5', '1e0', '2147483648', '-2147483649', 'true'],
    long: ['x', '1.5', '1e0', '9223372036854775808', '-9223372036854775809', 'true'],
    string: [],
  };
  const valued = given.filter(({ type }) => type !== 'string').map((field) => [field.name, field] as const);
  test.each(valued)('%s refuses what is none of its type, or past its edge', async (field, facts) => {
    const kind = facts.type === 'boolean' ? 'boolean' : 'numeric';
    for (const value of WRONG[facts.type])
      await expectRefusal(facts, value, `Can not convert data to ${kind} in field: ${field}.`);
  });

  const decimals = given
    .filter(({ type }) => type === 'decimal')
    .map((field) => [field.name, field] as const);
  if (decimals.length > 0) {
    test.each(decimals)(
      '%s keeps four decimals, which a query finds, and no number that would lose digits',
      async (field, facts) => {
        const greatest = '39614081257132168796771975168';
        for (const [value, kept] of [
          [greatest, `${greatest}.0000`],
          [`-${greatest}.0`, `-${greatest}.0000`],
          ['549755813887.9999', '549755813887.9999'],
          ['1e20', '100000000000000000000.0000'],
          ['1.5e21', '1500000000000000000000.0000'],
        ] as const)
          expect(await send({ [field]: value })).toMatchObject({ errors: [], entities: [{ [field]: kept }] });
        for (const value of ['79228162514264337593543950335', '-549755813888.5', '1.00000000000000001e28'])
          await expectRefusal(
            facts,
            value,
            `The value has more digits than the emulator stores in field: ${field}.`,
          );
        for (const [value, kept] of [
          ['0.00005', '0.0001'],
          ['-.5', '-0.5'],
        ] as const) {
          const id = await expectKept(facts, value, kept);
          const found = await query(emulator.url, queryXml(where(field, 'Equals', kept), name));
          expect(found.entities.map((one) => one['id'])).toContain(id);
        }
      },
    );
  }

  const lists = given.filter(({ picklist }) => picklist).map((field) => [field.name, field] as const);
  if (lists.length > 0) {
    test.each(lists)('%s refuses what its picklist has not, or not as active', async (field, facts) => {
      for (const value of ['0', '-1', '99', '2147483647', ...(field === 'QueueID' ? ['29683378'] : [])])
        await expectRefusal(facts, value, `Picklist value [${value}] does not exist for ${field}.`);
    });
  }

  const references = given
    .filter(({ reference }) => reference !== null)
    .map((field) => [field.name, field] as const);
  if (references.length > 0) {
    test.each(references)('%s refuses what is no active entity', async (field, facts) => {
      for (const value of WRONG_REFERENCES[String(facts.reference)] ?? [])
        await expectRefusal(
          facts,
          value,
          `Reference value on field: ${field} of type: ${facts.reference} does not exist or is invalid.`,
        );
    });
  }

  if (others.length > 0) {
    test.each(others.map((field) => [field.name, field] as const))(
      '%s is not what a client gives: it is ignored',
      async (field) => {
        const before = writing === 'create' ? undefined : (await rowOf(name, subject))[field];
        for (const sent of ['1', 'x', '', '29683403'].map((value) => typed(field, value))) {
          const { errors, entities: found } = await send({ [field]: sent });
          expect(errors).toEqual([]);
          expect((await rowOf(name, String(found[0]?.['id'])))[field] ?? null).toBe(before ?? null);
        }
      },
    );
  }

  test('what the type does not have is ignored', async () => {
    expect(await send({ Nonsense: 'x', Password: 'x' })).toMatchObject({ errors: [] });
  });
});
