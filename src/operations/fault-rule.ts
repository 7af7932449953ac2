// The schema of a fault rule, for the JSON API and for code.

import { z } from 'zod';
import { checked } from '../input/checked';
import { sentence } from '../refusals/refusal';
import type { FaultEffect, FaultRule } from '../store/emulator/fault-rules';
import { isXmlText } from '../xml/escape';
import { requireOperation } from './operation-name';

/** The kinds of effects without further members. */
const PLAIN_KINDS = [
  'connection reset',
  'truncated body',
  'malformed XML',
  'expired threshold',
  'IntegrationCode is invalid.',
] as const;

/** The effects of fault rules, by name. */
export const FAULT_KINDS = [
  'fault',
  'httpStatus',
  ...PLAIN_KINDS,
] as const satisfies readonly FaultEffect['kind'][];

/** The limits of a rule. */
const LONGEST_DELAY_MS = 600_000;
const LONGEST_TEXT = 10_000;

const plainEffect = z.strictObject(
  { kind: z.enum(PLAIN_KINDS) },
  {
    error: ({ code, input, ...issue }) =>
      code === 'unrecognized_keys'
        ? sentence('effectTakesNo', {
            kind: JSON.stringify((input as { readonly kind: string }).kind),
            name: String((issue as { readonly keys?: readonly string[] }).keys?.[0]),
          })
        : undefined,
  },
);

const effect = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('fault'),
      text: z.string().max(LONGEST_TEXT).refine(isXmlText, 'must be text that XML can carry'),
    }),
    z.strictObject({ kind: z.literal('httpStatus'), status: z.int().min(400).max(599) }),
    plainEffect,
  ],
  { error: ({ input }) => (typeof input === 'string' ? flat(input) : undefined) },
);

/** The schema of a fault rule, for `faults.add`, the JSON API and `atws faults`. */
export const faultRule = z
  .strictObject(
    {
      operation: z.string().optional().describe('left out: all operations'),
      times: z.int().min(1).optional().describe('so many calls; left out: always'),
      probability: z.number().min(0).max(1).optional().describe('left out: 1'),
      delayMs: z.int().min(0).max(LONGEST_DELAY_MS).optional().describe('wait before the call is answered'),
      effect: effect.optional().describe('left out: the call is only delayed'),
    },
    {
      error: ({ code, input }) => {
        if (code !== 'unrecognized_keys') return undefined;
        const { fault, httpStatus, kind, text, status } = input as Readonly<Record<string, unknown>>;
        if (kind !== undefined) return isFlat({ kind, text, status });
        if (fault === undefined && httpStatus === undefined) return undefined;
        return flat(fault ?? httpStatus);
      },
    },
  )
  .refine(({ effect, delayMs }) => effect !== undefined || (delayMs ?? 0) > 0, {
    error: () => sentence('faultDoesNothing'),
  }) satisfies z.ZodType<FaultRule>;

/** The sentence about a rule in the form of version 0.1, with its present form. */
function flat(value: unknown): string {
  const kind = PLAIN_KINDS.find((plain) => plain === value);
  const now: FaultEffect =
    kind !== undefined
      ? { kind }
      : typeof value === 'number'
        ? { kind: 'httpStatus', status: value }
        : { kind: 'fault', text: String(value) };
  return isFlat(now);
}

/** The sentence about a rule with members of an effect at its top level. */
function isFlat(effect: object): string {
  return sentence('faultIsFlat', { example: JSON.stringify({ effect }) });
}

/** A rule, checked against the schema and the operations of the contract. Throws a Refusal. */
export function checkedFaultRule(rule: unknown, operations: readonly string[]): FaultRule {
  const valid: FaultRule = checked(faultRule, rule, 'The fault rule');
  if (valid.operation !== undefined) requireOperation(valid.operation, operations);
  return valid;
}
