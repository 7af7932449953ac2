// The routes of fault rules.
import { z } from 'zod';
import { refusal } from '../../refusals/refusal';
import { faultRule } from '../../operations/fault-rule';
import { requireOperation } from '../../operations/operation-name';
import { route, type Route } from '../route';

const ruleInForce = faultRule.safeExtend({ id: z.int(), met: z.int().describe('calls so far') });

/** Fault rules: faults that calls are answered with on purpose. */
export const FAULT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/faults',
    summary: 'List the fault rules',
    answer: z.array(ruleInForce),
    handle: async ({ faultRules }) => faultRules.list(),
  }),
  route({
    method: 'post',
    path: '/faults',
    summary: 'Order a fault: the first rule that fits a call holds',
    body: faultRule,
    answer: ruleInForce,
    status: 201,
    handle: async ({ faultRules, operations }, { body }) => {
      if (body.operation !== undefined) requireOperation(body.operation, operations);
      return faultRules.add(body);
    },
  }),
  route({
    method: 'delete',
    path: '/faults',
    summary: 'Delete all fault rules',
    handle: async ({ faultRules }) => {
      await faultRules.clear();
    },
  }),
  route({
    method: 'delete',
    path: '/faults/{id}',
    summary: 'Delete a fault rule',
    handle: async ({ faultRules }, { id }) => {
      if (!(await faultRules.remove(id))) throw refusal('faultRuleUnknown', { rule: id });
    },
  }),
];
