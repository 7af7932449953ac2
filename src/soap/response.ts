import type { Entity, Field, FieldValue } from '../entities/field';
import { Lasting } from '../operations/lasting';
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

/** Writes the stored values of one entity as the elements inside its element. */
type WriteEntity = (values: readonly FieldValue[]) => string;

/** Stands for the list of entities, of which no answer has two, while the text around it is written; no text that is written can hold it. */
const LIST = '\0';

/** To join so few pieces takes less than to send each by itself. */
const MAX_JOINED = 20;

/**
 * Writes answers, compiled once from a contract: elements stand in the contract's order, and a member the
 * contract does not declare is not written, whatever the operation answered.
 */
export class ResponseWriter {
  readonly #contract: Contract;
  readonly #passwordMask: string | null;
  readonly #types = new Map<string, Write>();
  /** What stored entities were written as; it goes with them. */
  readonly #written = new WeakMap<object, Buffer>();
  /** Likewise for lasting answers, and for lasting parts of answers. */
  readonly #envelopes = new WeakMap<object, readonly Buffer[]>();
  readonly #parts = new WeakMap<object, string>();
  /** The entities of the answer that is being written: their bytes are put in place at the end. */
  #list: readonly Buffer[] = [];

  constructor(contract: Contract, passwordMask: string | null) {
    this.#contract = contract;
    this.#passwordMask = passwordMask;
  }

  /** The envelope of an operation's answer, `<opResponse><opResult>...`, in UTF-8 and in pieces. */
  envelope(operation: Operation, answer: unknown): readonly Buffer[] {
    if (!(answer instanceof Lasting)) return this.#envelope(operation, answer);
    const written = this.#envelopes.get(answer) ?? this.#envelope(operation, answer.answer);
    this.#envelopes.set(answer, written);
    return written;
  }

  #envelope(operation: Operation, answer: unknown): readonly Buffer[] {
    this.#list = [];
    const result = this.#member(operation.result)(answer);
    const { responseElement } = operation;
    const xml =
      `${ENVELOPE_START}<${responseElement} xmlns="${this.#contract.namespace}">` +
      `${result}</${responseElement}>${ENVELOPE_END}`;
    if (this.#list.length === 0) return [Buffer.from(xml)];
    const place = xml.indexOf(LIST);
    const pieces = [
      Buffer.from(xml.slice(0, place)),
      ...this.#list,
      Buffer.from(xml.slice(place + LIST.length)),
    ];
    return pieces.length > MAX_JOINED ? pieces : [Buffer.concat(pieces)];
  }

  #member({ name, type, optional, repeated }: Member): Write {
    const write = this.#type(type);
    const start = `<${name}>`;
    const end = `</${name}>`;
    if (type === 'Entity') return this.#entities();
    const one: Write = (value) => {
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
    // A type may contain itself by way of others: the entry must exist before its members.
    let write: Write = (value) => (typeof value === 'string' ? escape(value) : String(value));
    this.#types.set(name, (value) => write(value));
    if (type) write = this.#complex(type);
    return write;
  }

  /** Operations answer lists as arrays, also where the contract has a type around them (ArrayOf...). */
  #complex({ members }: ComplexType): Write {
    const [only] = members;
    if (only?.repeated && members.length === 1) return this.#member(only);
    const writes = members.map((member) => [member.name, this.#member(member)] as const);
    const write = (value: unknown): string => {
      const values = value as Readonly<Record<string, unknown>>;
      let xml = '';
      for (const [name, writeMember] of writes) xml += writeMember(values[name]);
      return xml;
    };
    return (value) => {
      if (!(value instanceof Lasting)) return write(value);
      const xml = this.#parts.get(value) ?? write(value.answer);
      this.#parts.set(value, xml);
      return xml;
    };
  }

  /** All entities of an answer; operations answer them as lists only. */
  #entities(): Write {
    const writers = new Map<string, WriteEntity>();
    const entityWriter = (entity: Entity): WriteEntity => {
      const { name, fields } = entity;
      const write = writers.get(name) ?? this.#entity(fields, this.#contract.types.get(name)?.members ?? []);
      writers.set(name, write);
      return write;
    };
    return (answers) => {
      this.#list = (answers as readonly EntityAnswer[]).map(({ entity, stored }) => {
        const known = stored.isKept ? this.#written.get(stored) : undefined;
        if (known) return known;
        const xml = `<Entity xsi:type="${entity.name}">${entityWriter(entity)(stored.values)}</Entity>`;
        if (!stored.isKept) return Buffer.from(xml);
        // Of the pool that small buffers share, it would hold on to much more than itself.
        const written = Buffer.allocUnsafeSlow(Buffer.byteLength(xml));
        written.write(xml);
        this.#written.set(stored, written);
        return written;
      });
      return this.#list.length === 0 ? '' : LIST;
    };
  }

  /** Base members first, `Fields` never, `UserDefinedFields` always and empty (recorded). */
  #entity(fields: readonly Field[], members: readonly Member[]): WriteEntity {
    const stored = fields.filter(({ queryable }) => queryable);
    const writes: WriteEntity[] = [];
    for (const { name } of members) {
      const index = stored.findIndex((field) => field.name === name);
      const field = stored[index];
      if (name === 'UserDefinedFields') writes.push(() => '<UserDefinedFields/>');
      else if (name === 'Password') writes.push(() => this.#password());
      else if (field) writes.push(fieldWriter(field, index));
    }
    return (values) => {
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

function fieldWriter(field: Field, index: number): WriteEntity {
  const { name, wireType, nullForm } = field;
  const start = wireType === null ? `<${name}>` : `<${name} xsi:type="${wireType}">`;
  const empty = wireType === null ? `<${name}/>` : `<${name} xsi:type="${wireType}"/>`;
  const whenNull = nullForm === 'empty' ? empty : '';
  const plain = wireText(field);
  // Nothing else has a character that cannot stand as it is.
  const text: typeof plain = wireType === 'xsd:string' ? (value) => escape(plain(value)) : plain;
  return (values) => {
    const value = values[index];
    if (value === null || value === undefined) return whenNull;
    return value === '' ? empty : `${start}${text(value)}</${name}>`;
  };
}
