import { Refusal, type Emulator, type FaultRule } from '../../src/index';
import { start } from '../support/emulator';
import { call } from '../support/soap';

let atws: Emulator;
beforeAll(async () => {
  atws = await start();
});
afterAll(() => atws.close());

const EFFECT = { kind: 'connection reset' };
const KINDS =
  '"fault", "httpStatus", "connection reset", "truncated body", "malformed XML", "expired threshold" or ' +
  '"IntegrationCode is invalid."';

/** Rules that are none, what is said about them, and where in the rule it is. NaN and the like do not get into JSON. */
const REFUSED: readonly (readonly [rule: unknown, sentence: string, field: string | undefined])[] = [
  // Operations
  [{ operation: 'quer', effect: EFFECT }, 'There is no operation quer. Did you mean query?', 'operation'],
  [
    { operation: 'getZone', effect: EFFECT },
    'There is no operation getZone. Did you mean getZoneInfo?',
    'operation',
  ],
  [{ operation: 7, effect: EFFECT }, 'operation must be text, not 7.', 'operation'],
  // Keys
  [{ operations: 'query', effect: EFFECT }, 'There is no operations. Did you mean operation?', 'operations'],
  [{ delay: 5, effect: EFFECT }, 'There is no delay. Did you mean delayMs?', 'delay'],
  [
    { colour: 'red', effect: EFFECT },
    'There is no colour. There are operation, times, probability, delayMs, effect.',
    'colour',
  ],
  [{ effect: { knd: 'fault' } }, `effect.kind is missing: it must be ${KINDS}.`, 'effect.kind'],
  [{ effect: { kind: 'fault', txt: 'x' } }, 'effect.text is missing: it must be text.', 'effect.text'],
  [
    { effect: { kind: 'fault', text: 'x', status: 503 } },
    'There is no effect.status. There are kind, text.',
    'effect.status',
  ],
  // Kinds
  [
    { effect: { kind: 'conection reset' } },
    `effect.kind must be ${KINDS}, not "conection reset". Did you mean connection reset?`,
    'effect.kind',
  ],
  [{ effect: { kind: 'earthquake' } }, `effect.kind must be ${KINDS}, not "earthquake".`, 'effect.kind'],
  [{ effect: 5 }, 'effect must be an object, not 5.', 'effect'],
  [{ effect: [] }, 'effect must be an object, not an empty list.', 'effect'],
  [{ effect: null }, 'effect must be an object, not null.', 'effect'],
  [
    { effect: { kind: 'truncated body', text: 'x' } },
    'An effect of kind "truncated body" takes no text.',
    'effect.text',
  ],
  // Values
  ...[0, -1, 1.5, '2', true, null].map(
    (times) =>
      [
        { times, effect: EFFECT },
        typeof times !== 'number'
          ? `times must be a number, not ${JSON.stringify(times)}.`
          : times === 1.5
            ? 'times must be a whole number, not 1.5.'
            : `times must be at least 1, not ${times}.`,
        'times',
      ] as const,
  ),
  [{ probability: 2, effect: EFFECT }, 'probability must be at most 1, not 2.', 'probability'],
  [{ probability: -0.1, effect: EFFECT }, 'probability must be at least 0, not -0.1.', 'probability'],
  [{ delayMs: -1 }, 'delayMs must be at least 0, not -1.', 'delayMs'],
  [{ delayMs: 600_001 }, 'delayMs must be at most 600000, not 600001.', 'delayMs'],
  [{ delayMs: 1e300 }, 'delayMs must be at most 600000, not 1e+300.', 'delayMs'],
  [
    { effect: { kind: 'httpStatus', status: 42 } },
    'effect.status must be at least 400, not 42.',
    'effect.status',
  ],
  [
    { effect: { kind: 'httpStatus', status: 600 } },
    'effect.status must be at most 599, not 600.',
    'effect.status',
  ],
  [{ effect: { kind: 'httpStatus' } }, 'effect.status is missing: it must be a number.', 'effect.status'],
  [
    { effect: { kind: 'fault', text: 'bell \u0007' } },
    'effect.text must be text that XML can carry.',
    'effect.text',
  ],
  [
    { effect: { kind: 'fault', text: 'half \ud83d' } },
    'effect.text must be text that XML can carry.',
    'effect.text',
  ],
  // Rules that would do nothing
  ...[{}, { operation: 'query', times: 2 }, { delayMs: 0 }].map(
    (rule) =>
      [
        rule,
        'A fault rule needs an effect, or a delayMs of 1 or more: without both, a call that it meets goes on as ever.',
        undefined,
      ] as const,
  ),
  // Without the nesting, as version 0.1 took them, and not quite so
  [
    { times: 1, fault: 'Down.' },
    'A fault rule has what it does in effect, like {"effect":{"kind":"fault","text":"Down."}}.',
    'fault',
  ],
  [
    { httpStatus: 503 },
    'A fault rule has what it does in effect, like {"effect":{"kind":"httpStatus","status":503}}.',
    'httpStatus',
  ],
  [
    { operation: 'query', kind: 'httpStatus', status: 503 },
    'A fault rule has what it does in effect, like {"effect":{"kind":"httpStatus","status":503}}.',
    'kind',
  ],
  [
    { effect: 'truncated body' },
    'A fault rule has what it does in effect, like {"effect":{"kind":"truncated body"}}.',
    'effect',
  ],
];

describe.each(REFUSED)('the rule %j is refused', (rule, message, field) => {
  test('by faults.add', async () => {
    const refused: unknown = await atws.faults.add(rule as FaultRule).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ message, field });
    expect(await atws.faults.list()).toEqual([]);
  });

  test('by the JSON API, in the same words', async () => {
    const response = await fetch(`${atws.adminUrl}/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(rule),
    });
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ detail: message, ...(field !== undefined && { field }) });
    expect([400, 422]).toContain(response.status);
    expect(await atws.faults.list()).toEqual([]);
  });
});

test('a text that is too long is refused, and not sent back as a whole', async () => {
  const text = 'x'.repeat(10_001);
  await expect(atws.faults.add({ effect: { kind: 'fault', text } })).rejects.toThrow(
    `effect.text must be at most 10000 characters long, not "${'x'.repeat(60)}…".`,
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('times %d is refused by faults.add', async (times) => {
  await expect(atws.faults.add({ times, delayMs: 1 })).rejects.toThrow(
    `times must be a number, not ${times}.`,
  );
});

test.each([undefined, null, 'query', [], 5])('%j in place of a rule is refused', async (rule) => {
  await expect(atws.faults.add(rule as unknown as FaultRule)).rejects.toThrow(
    /^The fault rule (must be|is missing: it must be) an object/,
  );
});

test('a rule of an operation in any case is taken, and holds', async () => {
  const { id } = await atws.faults.add({
    operation: 'getwsdlVERSION',
    times: 1,
    effect: { kind: 'httpStatus', status: 503 },
  });
  expect((await call(atws.url, 'GetWsdlVersion')).status).toBe(503);
  await atws.faults.remove(id);
});

test('with another contract, the operations of that one are those that there are', async () => {
  const own = await start({ wsdl: `${__dirname}/../support/atws-1.6-early.wsdl` });
  try {
    await expect(own.faults.add({ operation: 'nosuch', delayMs: 1 })).rejects.toThrow(
      /^There is no operation nosuch\. There are .*query/,
    );
  } finally {
    await own.close();
  }
});

describe('requests takes no filter that could not find anything', () => {
  test.each<[object, string]>([
    [{ operation: 'qery' }, 'There is no operation qery. Did you mean query?'],
    [{ opperation: 'query' }, 'There is no opperation. Did you mean operation?'],
    [{ status: 'many' }, 'status must be a number, not "many".'],
    [{ status: 42 }, 'status must be at least 100, not 42.'],
    [{ status: '' }, 'status must be a number, not "".'],
    [{ after: -1 }, 'after must be at least 0, not -1.'],
    [{ after: '0x10' }, 'after must be a number, not "0x10".'],
  ])('%j', async (filter, sentence) => {
    await expect(atws.requests(filter)).rejects.toThrow(sentence);
    const query = new URLSearchParams(
      Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await fetch(`${atws.adminUrl}/requests?${query.toString()}`);
    expect(await response.json()).toMatchObject({ detail: sentence });
  });
});
