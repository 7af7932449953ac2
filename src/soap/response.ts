import { CacheableAnswer } from '../operations/cacheable-answer';
import type { SerializedEntities } from '../store/engine';
import type { ComplexType, Contract, Member, Operation } from './contract';
import { escape } from '../xml/escape';
import { emptyElement } from './empty-element';
import { faultElement, faultHeader, type SoapFault } from './faults';
import type { SoapVersion } from '../http/soap-version';

/** An envelope with the content of its body. */
function enveloped(version: SoapVersion, body: string, header = ''): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${version.namespace}"` +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
    ` xmlns:xsd="http://www.w3.org/2001/XMLSchema">${header}<soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

/** The envelope of a fault. */
export function faultEnvelope(fault: SoapFault, version: SoapVersion): string {
  return enveloped(version, faultElement(fault, version), faultHeader(fault, version));
}

/** Writes a value of a type as the content of its element. */
type Write = (value: unknown) => string;

/** The placeholder of the list of entities, of which an answer has at most one, while the text around it is written. */
const LIST = '\0';

/**
 * Writes answers as XML, by writers compiled once from the contract: elements have the contract's order, required ones
 * are written also without a value, and undeclared members are left out.
 */
export class ResponseWriter {
  readonly #contract: Contract;
  readonly #types = new Map<string, Write>();
  /** The cached XML of cacheable answers and parts of answers, for as long as these exist. */
  readonly #envelopes = new WeakMap<object, Map<SoapVersion, readonly Buffer[]>>();
  readonly #parts = new WeakMap<object, string>();
  /** The bytes of the entities in the present answer, which replace the placeholder at the end. */
  #list: readonly Buffer[] = [];

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** The envelope of an operation's answer, `<opResponse><opResult>...`, as pieces of UTF-8. */
  envelope(operation: Operation, answer: unknown, version: SoapVersion): readonly Buffer[] {
    if (!(answer instanceof CacheableAnswer)) return this.#envelope(operation, answer, version);
    const written = this.#envelopes.get(answer) ?? new Map<SoapVersion, readonly Buffer[]>();
    this.#envelopes.set(answer, written);
    const envelope = written.get(version) ?? this.#envelope(operation, answer.answer, version);
    written.set(version, envelope);
    return envelope;
  }

  #envelope(operation: Operation, answer: unknown, version: SoapVersion): readonly Buffer[] {
    this.#list = [];
    const result = this.#member(operation.result)(answer);
    const { responseElement } = operation;
    const xml = enveloped(
      version,
      `<${responseElement} xmlns="${this.#contract.namespace}">${result}</${responseElement}>`,
    );
    if (this.#list.length === 0) return [Buffer.from(xml)];
    const place = xml.indexOf(LIST);
    return [Buffer.from(xml.slice(0, place)), ...this.#list, Buffer.from(xml.slice(place + LIST.length))];
  }

  #member(member: Member): Write {
    const { name, type, repeated } = member;
    const write = this.#type(type);
    const start = `<${name}>`;
    const end = `</${name}>`;
    if (type === 'Entity') {
      return (entities) => {
        this.#list = (entities as SerializedEntities).pieces;
        return this.#list.length === 0 ? '' : LIST;
      };
    }
    const one: Write = (value) => {
      const content = write(value);
      return content === '' ? `<${name}/>` : start + content + end;
    };
    if (repeated) return (values) => ((values ?? []) as readonly unknown[]).map(one).join('');
    const missing = emptyElement(this.#contract, member);
    return (value) => (value === undefined || value === null ? missing : one(value));
  }

  #type(name: string): Write {
    const known = this.#types.get(name);
    if (known) return known;
    const type = this.#contract.types.get(name);
    // A type may contain itself by way of others, so the entry is made before its members.
    let write: Write = (value) => (typeof value === 'number' ? String(value) : escape(String(value)));
    this.#types.set(name, (value) => write(value));
    if (type) write = this.#complex(type);
    return write;
  }

  /** The writer of a complex type. A list is an array, also where the contract wraps it in a type (ArrayOf...). */
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
      if (!(value instanceof CacheableAnswer)) return write(value);
      const xml = this.#parts.get(value) ?? write(value.answer);
      this.#parts.set(value, xml);
      return xml;
    };
  }
}
