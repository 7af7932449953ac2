import type { Field } from '../entities/field';
import type { EntityAnswer } from '../operations/operation';
import type { ComplexType, Contract, Member, Operation } from './contract';
import { escape } from './escape';
import { faultElement, type SoapFault } from './faults';
import { wireText } from './wire-text';

const ENVELOPE_START =
  '<?xml version="1.0" encoding="utf-8"?>' +
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>';
const ENVELOPE_END = '</soap:Body></soap:Envelope>';

/** The envelope of a fault. */
export function faultEnvelope(fault: SoapFault): string {
  return ENVELOPE_START + faultElement(fault) + ENVELOPE_END;
}

/** Writes a value of one type as the elements inside its element. */
type Write = (value: unknown) => string;

/**
 * Writes answers, compiled once from a contract: elements stand in the contract's order, and a member the
 * contract does not declare is not written, whatever the operation answered.
 */
export class ResponseWriter {
  readonly #contract: Contract;
  readonly #passwordMask: string | null;
  readonly #types = new Map<string, Write>();

  constructor(contract: Contract, passwordMask: string | null) {
    this.#contract = contract;
    this.#passwordMask = passwordMask;
  }

  /** The envelope of an operation's answer, `<opResponse><opResult>...`. */
  envelope(operation: Operation, answer: unknown): string {
    const result = this.#member(operation.result)(answer);
    const { responseElement } = operation;
    return (
      `${ENVELOPE_START}<${responseElement} xmlns="${this.#contract.namespace}">` +
      `${result}</${responseElement}>${ENVELOPE_END}`
    );
  }

  #member({ name, type, optional, repeated }: Member): Write {
    const write = this.#type(type);
    const start = `<${name}>`;
    const end = `</${name}>`;
    const one: Write =
      type === 'Entity'
        ? write
        : (value) => {
            const content = write(value);
            return content === '' ? `<${name}/>` : start + content + end;
          };
    if (repeated) return (values) => (values as readonly unknown[]).map(one).join('');
    return (value) => {
      if (value !== undefined && value !== null) return one(value);
      if (optional) return '';
      throw new Error(`The contract requires ${name}, and the answer has none`);
    };
  }

  #type(name: string): Write {
    const known = this.#types.get(name);
    if (known) return known;
    const type = this.#contract.types.get(name);
    // A type may contain itself by way of others (Entity, Field): the entry must exist before its members.
    let write: Write = (value) => escape(String(value));
    this.#types.set(name, (value) => write(value));
    if (name === 'Entity') write = this.#entities();
    else if (type) write = this.#complex(type);
    return write;
  }

  /** Operations answer lists as arrays, also where the contract has a type around them (ArrayOf...). */
  #complex({ members }: ComplexType): Write {
    const [only] = members;
    if (only?.repeated && members.length === 1) return this.#member(only);
    const writes = members.map((member) => [member.name, this.#member(member)] as const);
    return (value) => {
      const values = value as Readonly<Record<string, unknown>>;
      let xml = '';
      for (const [name, write] of writes) xml += write(values[name]);
      return xml;
    };
  }

  #entities(): Write {
    const writers = new Map<string, (answer: EntityAnswer) => string>();
    return (value) => {
      const answer = value as EntityAnswer;
      const { name } = answer.entity;
      let write = writers.get(name);
      if (!write) {
        write = this.#entity(answer.entity.fields, this.#contract.types.get(name)?.members ?? []);
        writers.set(name, write);
      }
      return `<Entity xsi:type="${name}">${write(answer)}</Entity>`;
    };
  }

  /** Base members first, `Fields` never, `UserDefinedFields` always and empty (recorded). */
  #entity(fields: readonly Field[], members: readonly Member[]): (answer: EntityAnswer) => string {
    const byName = new Map(fields.map((field) => [field.name, field]));
    const writes: ((values: EntityAnswer['values']) => string)[] = [];
    for (const { name } of members) {
      const field = byName.get(name);
      if (name === 'UserDefinedFields') writes.push(() => '<UserDefinedFields/>');
      else if (name === 'Password') writes.push(() => this.#password());
      else if (field?.queryable) writes.push(fieldWriter(field));
    }
    return ({ values }) => {
      let xml = '';
      for (const write of writes) xml += write(values);
      return xml;
    };
  }

  #password(): string {
    if (this.#passwordMask === null) return '';
    return `<Password xsi:type="xsd:string">${escape(this.#passwordMask)}</Password>`;
  }
}

function fieldWriter(field: Field): (values: EntityAnswer['values']) => string {
  const { name, wireType, nullForm } = field;
  const start = wireType === null ? `<${name}>` : `<${name} xsi:type="${wireType}">`;
  const empty = wireType === null ? `<${name}/>` : `<${name} xsi:type="${wireType}"/>`;
  const whenNull = nullForm === 'empty' ? empty : '';
  const plain = wireText(field);
  // Nothing else has a character that cannot stand as it is.
  const text: typeof plain = wireType === 'xsd:string' ? (value) => escape(plain(value)) : plain;
  return (values) => {
    const value = values[name];
    if (value === null || value === undefined) return whenNull;
    return value === '' ? empty : `${start}${text(value)}</${name}>`;
  };
}
