import type { Contract, Member } from './contract';

/** The text of a required element without a value, by its XML Schema type; that of other types is empty. */
const NOTHING: ReadonlyMap<string, string> = new Map([
  ...[
    ...['decimal', 'double', 'float', 'integer', 'long', 'int', 'short', 'byte', 'nonNegativeInteger'],
    ...['unsignedLong', 'unsignedInt', 'unsignedShort', 'unsignedByte', 'nonPositiveInteger'],
  ].map((type) => [type, '0'] as const),
  ['boolean', 'false'],
  ['dateTime', '0001-01-01T00:00:00'],
  ['date', '0001-01-01'],
  ['time', '00:00:00'],
]);

/**
 * The XML of a member without a value: nothing for an optional member, and for a required one an element with empty
 * text, an empty list, 0 or false. `attributes` start with a blank.
 */
export function emptyElement(contract: Contract, member: Member, attributes = ''): string {
  return elementWithin(contract, member, attributes, []);
}

/** The text in the element of a member without a value; undefined where it has none. */
export function textWithoutValue(
  contract: Contract,
  { type, optional, repeated, nillable }: Member,
): string | undefined {
  return optional || repeated || nillable ? undefined : contentOf(contract, type, []) || undefined;
}

function elementWithin(
  contract: Contract,
  { name, type, optional, repeated, nillable }: Member,
  attributes: string,
  around: readonly string[],
): string {
  if (optional || repeated) return '';
  if (nillable) return `<${name} xsi:nil="true"/>`;
  const content = contentOf(contract, type, around);
  const start = `<${name}${attributes}`;
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

function contentOf(contract: Contract, type: string, around: readonly string[]): string {
  const simple = contract.simpleTypes.get(type);
  if (simple) return simple.values[0] ?? contentOf(contract, simple.base, around);
  // A type that requires itself would recurse without end.
  const complex = around.includes(type) ? undefined : contract.types.get(type);
  if (!complex) return NOTHING.get(type) ?? '';
  return complex.members.map((member) => elementWithin(contract, member, '', [...around, type])).join('');
}
