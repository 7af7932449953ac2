import { z } from 'zod';
import * as inputs from '../../lifecycle/input-schemas';
import { wholeNumber } from '../../input/whole-number';

/** Schemas that routes of several groups have: ids, times, pages of a list. */
export const id = z.int().min(1);
export const instant = z.string().describe('UTC, ISO 8601');
export const byAnybody = inputs.reference.describe('id or user name of the acting resource, which is active');

/** A body that is an empty object, or left out. */
export const noMembers = z.strictObject({}).default({});

/** A truth value in the query of an address. */
export const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');

const MOST_ROWS = 1000;

export const page = {
  after: wholeNumber(0).optional().describe('only ids after this one'),
  limit: wholeNumber(1, MOST_ROWS).default(100),
};
