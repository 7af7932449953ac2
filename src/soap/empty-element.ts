import type { Contract, Member } from './contract';

/** What stands for nothing in the types of XML Schema; in all others nothing does. */
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
 * The element of a member that an answer has no value for, empty where it may be left out. What the contract requires
 * is written: texts and lists empty, numbers 0, booleans false. `attributes` start with a blank.
 */
export function emptyElement(contract: Contract, member: Member, attributes = ''): string {
  return elementWithin(contract, member, attributes, []);
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
  // Nothing can be of a type that requires itself.
  const complex = around.includes(type) ? undefined : contract.types.get(type);
  if (!complex) return NOTHING.get(type) ?? '';
  return complex.members.map((member) => elementWithin(contract, member, '', [...around, type])).join('');
}
