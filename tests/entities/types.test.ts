import type { StoredValues, ValueOf } from '../../src/entities/field';
import { type resource, type ResourceField } from '../../src/entities/resource';

/*
 * What must not compile. `npm run types` reads this file: where a line below a @ts-expect-error compiles
 * after all, it is an error.
 */

type FieldOf<N extends ResourceField> = Extract<(typeof resource.fields)[number], { readonly name: N }>;

function read(values: StoredValues<typeof resource>): unknown[] {
  return [
    values.LastName,
    // @ts-expect-error -- a misspelt field
    values.Lastname,
    // @ts-expect-error -- the name of a field has the service's spelling
    values.ID,
    // @ts-expect-error -- a secret is stored as a hash
    values.Password,
    // @ts-expect-error -- what is computed is not stored
    values.InternalCost,
  ];
}

const field: ResourceField = 'HireDate';
// @ts-expect-error -- a misspelt field
const misspelt: ResourceField = 'HiredDate';

const plainText: ValueOf<FieldOf<'Title'>> = '';
// @ts-expect-error -- plain text is never null
const nullText: ValueOf<FieldOf<'Title'>> = null;
const nullPicklist: ValueOf<FieldOf<'Gender'>> = null;
// @ts-expect-error -- a required field is never null
const nullRequired: ValueOf<FieldOf<'LocationID'>> = null;
// @ts-expect-error -- a boolean is not a number
const bit: ValueOf<FieldOf<'Active'>> = 1;

test('fields that exist are read, and only those compile', () => {
  const values = { LastName: 'Albright' } as StoredValues<typeof resource>;
  expect(read(values)).toEqual(['Albright', undefined, undefined, undefined, undefined]);
  expect([field, misspelt, plainText, nullText, nullPicklist, nullRequired, bit]).toHaveLength(7);
});
