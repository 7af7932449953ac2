import {
  Refusal,
  type CreatedResource,
  type Emulator,
  type Replacement,
  type ResourceReference,
} from '../../src/index';
import { start } from '../support/emulator';
import { IDS } from '../support/updates';

let atws: Emulator;
beforeAll(async () => {
  atws = await start();
});
beforeEach(() => atws.reset());
afterAll(() => atws.close());

/** What no refusal changes. */
const state = async (): Promise<unknown> => [await atws.resources.list(), await atws.outbox()];

/** Every method that is about one resource. */
const ACTIONS: Readonly<Record<string, (who: ResourceReference) => Promise<unknown>>> = {
  get: (who) => atws.resources.get(who),
  inactivate: (who) => atws.resources.inactivate(who, 'ada.admin'),
  activate: (who) => atws.resources.activate(who, 'ada.admin'),
  redact: (who) => atws.resources.redact(who, 'ada.admin', 'On request'),
  delete: (who) => atws.resources.delete(who, 'ada.admin'),
};

const NOBODY: readonly (readonly [who: unknown, sentence: string])[] = [
  [1, 'There is no resource 1.'],
  ['4711', 'There is no resource 4711.'],
  ['nobody', 'There is no resource nobody.'],
  ['tom.tech@example.org', 'There is no resource tom.tech@example.org.'],
  ['', 'resource must be text that is not empty, not "".'],
  [0, 'resource must be at least 1, not 0.'],
  [1.5, 'resource must be the id or user name of a resource, not 1.5.'],
  [undefined, 'resource is missing: it must be the id or user name of a resource.'],
  [null, 'resource must be the id or user name of a resource, not null.'],
];

test.each(
  Object.entries(ACTIONS).flatMap(([name, act]) =>
    NOBODY.map(([who, sentence]) => [name, who, sentence, act] as const),
  ),
)('%s of %j is refused with a sentence', async (_name, who, sentence, act) => {
  const before = await state();
  const refused: unknown = await act(who as ResourceReference).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).message).toBe(sentence);
  expect(await state()).toEqual(before);
});

test.each<[string, ResourceReference]>([
  ['an id', IDS.tom],
  ['a user name', 'tom.tech'],
  ['a user name with domain', 'Tom.Tech@example.com'],
])('all actions take %s, for the resource, the administrator and successors', async (_form, who) => {
  const ada = typeof who === 'number' ? IDS.ada : who.replace(/tom\.tech/i, 'ada.admin');
  await atws.resources.inactivate(who, ada);
  expect(await atws.resources.get(who)).toMatchObject({ Active: false });
  await atws.resources.activate(who, ada);
  expect(await atws.resources.get(who)).toMatchObject({ Active: true });
  const types = ['Ticket', 'Task', 'Project', 'Opportunity', 'Account', 'Contact', 'Appointment', 'Asset'];
  await atws.resources.delete(who, ada, Object.fromEntries(types.map((type) => [type, ada])));
  await atws.resources.redact(who, ada, 'On request');
  expect(await atws.resources.get(IDS.tom)).toMatchObject({ FirstName: 'Redacted' });
});

test('a user name of digits only is found, unless the number is an id', async () => {
  const { id, ...fields } = await atws.resources.get('tom.tech');
  const created = await atws.resources.create({
    by: IDS.ada,
    fields: { ...fields, UserName: '4711', Email: 'digits@example.com' },
  });
  expect(await atws.resources.get('4711')).toMatchObject({ id: created });
  expect(created).not.toBe(id);
  await expect(atws.resources.get(4711)).rejects.toThrow('There is no resource 4711.');
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a snapshot without a name',
    () => (atws.snapshot as () => Promise<void>)(),
    'The name of a snapshot has letters, digits,',
  ],
  [
    'a resource with a field that there is not',
    () => atws.resources.create({ by: 'ada.admin', fields: { FristName: 'A' } as object }),
    'There is no fields.FristName. Did you mean FirstName?',
  ],
  [
    'a resource in a shape of its own',
    () => atws.resources.create({ FirstName: 'A' } as unknown as CreatedResource),
    'by is missing: it must be the id or user name of the acting administrator.',
  ],
  [
    'no resource',
    () => atws.resources.create(undefined as unknown as CreatedResource),
    'The new resource is missing',
  ],
  [
    'nobody who acts',
    () => (atws.resources.inactivate as (who: string) => Promise<void>)('tom.tech'),
    'by is missing: it must be the id or user name of the acting administrator.',
  ],
  [
    'somebody who acts from another domain',
    () => atws.resources.inactivate('tom.tech', 'ada.admin@example.org'),
    'Only an active user with System Administrator rights may do that; ada.admin@example.org is none.',
  ],
  [
    'no reason',
    () => (atws.resources.redact as (who: string, by: string) => Promise<void>)('tom.tech', 'ada.admin'),
    'reason is missing: it must be text.',
  ],
  [
    'a type of records that there is not',
    () => atws.resources.delete('tom.tech', 'ada.admin', { Tickets: 'ada.admin' }),
    'There is no record type Tickets. Did you mean Ticket?',
  ],
  [
    'a successor that there is not',
    () => atws.resources.delete('api.reader', 'ada.admin', { Ticket: 'nobody' }),
    'There is no resource nobody.',
  ],
  [
    'half a replacement',
    () =>
      atws.resources.delete('api.reader', 'ada.admin', {}, {
        FirstName: 'A',
        LastName: 'B',
      } as unknown as Replacement),
    'replacement.Email is missing: it must be text.',
  ],
  [
    'a filter that there is not',
    () => atws.resources.list({ actve: true } as object),
    'There is no actve. Did you mean active?',
  ],
  [
    'a filter of another type',
    () => atws.resources.list({ active: 'yes' as unknown as boolean }),
    'active must be true or false, not "yes".',
  ],
  [
    'a filter without a text',
    () => atws.resources.list({ search: '' }),
    'search must be text that is not empty, not "".',
  ],
  [
    'a user name without a text',
    () => atws.resources.list({ userName: '' }),
    'userName must be text that is not empty, not "".',
  ],
  [
    'a snapshot that there is not',
    () => atws.restore('tom-left'),
    'There is no snapshot tom-left. Did you mean tom-has-left?',
  ],
])('%s is refused with a sentence', async (_what, act, sentence) => {
  await atws.snapshot('tom-has-left');
  const refused: unknown = await act().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).message).toContain(sentence);
});
