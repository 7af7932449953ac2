import type { FieldValue, WireType } from '../../src/entities/field';
import { wireText } from '../../src/entities/wire-text';

test.each<readonly [WireType | null, NonNullable<FieldValue>, string]>([
  [null, 29_683_010, '29683010'],
  ['xsd:int', -7, '-7'],
  ['xsd:boolean', true, 'true'],
  ['xsd:double', 0.1, '0.1'],
  ['xsd:string', '1.50', '1.50'],
  ['xsd:dateTime', '2024-02-29T13:14:15.000', '2024-02-29T13:14:15'],
  ['xsd:dateTime', '2024-02-29T13:14:15.120', '2024-02-29T13:14:15.12'],
  ['xsd:dateTime', '2024-02-29T13:14:15.007', '2024-02-29T13:14:15.007'],
  ['xsd:decimal', 12.5, '12.5000'],
  ['xsd:decimal', 1e21, '1000000000000000000000.0000'],
  ['xsd:decimal', -(2 ** 96), '-79228162514264337593543950336.0000'],
])('a value of type %s, %j, is answered as %j', (wireType, value, text) => {
  expect(wireText({ wireType })(value)).toBe(text);
});
