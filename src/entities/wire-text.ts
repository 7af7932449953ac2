// Field values as texts of the wire.
import type { Field, FieldValue, WireType } from './field';

type Text = (value: NonNullable<FieldValue>) => string;

/** The function that writes the values of a field in an answer, before they are escaped for XML. */
export function wireText({ wireType }: Pick<Field, 'wireType'>): Text {
  return TEXT[wireType ?? 'xsd:int'];
}

const TEXT: Readonly<Record<WireType, Text>> = {
  'xsd:boolean': String,
  // Trailing zeros of the fraction are not written (recorded).
  'xsd:dateTime': (value) =>
    String(value).replace(/\.(\d*?)0+$/, (_zeros, digits: string) => (digits === '' ? '' : `.${digits}`)),
  'xsd:decimal': (value) => decimalText(Number(value)),
  'xsd:double': String,
  'xsd:float': String,
  'xsd:int': String,
  'xsd:long': String,
  'xsd:short': String,
  'xsd:string': String,
};

/** Money has four decimals (recorded). A decimal has no exponent, which JavaScript writes from 21 digits on. */
function decimalText(value: number): string {
  return Math.abs(value) < 1e21 ? value.toFixed(4) : `${BigInt(value)}.0000`;
}
