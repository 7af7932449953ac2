import fc from 'fast-check';
import { writeQueryXml } from '../../src/console/frame/write-query-xml';
import { parseQueryXml } from '../../src/queryxml/parse';
import type { ClauseTree, FieldTree } from '../../src/queryxml/tree';

/** Any text that XML can carry. */
const text = fc
  .string({ unit: fc.constantFrom('a', 'ö', '😀', ' ', '<', '>', '&', '"', "'", '\n', ']]>', '&lt;') })
  .filter((value) => value.length < 50);
const name = text.map((value) => value.trim()).filter((value) => value !== '');

const field: fc.Arbitrary<FieldTree> = fc.record({
  kind: fc.constant('field' as const),
  name,
  userDefined: fc.boolean(),
  expressions: fc.array(fc.record({ operator: name, text }), { minLength: 1, maxLength: 3 }),
});
const { clause } = fc.letrec<{ clause: ClauseTree }>((tie) => ({
  clause: fc.oneof(
    { maxDepth: 3 },
    field,
    fc.record({
      kind: fc.constant('condition' as const),
      joinedBy: fc.constantFrom('AND' as const, 'OR' as const),
      clauses: fc.array(tie('clause'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

test('a query that was written is read as the same query', () => {
  fc.assert(
    fc.property(name, fc.array(clause, { maxLength: 4 }), (entity, clauses) => {
      expect(parseQueryXml(writeQueryXml({ entity, clauses }))).toEqual({ entity, clauses });
    }),
  );
});
