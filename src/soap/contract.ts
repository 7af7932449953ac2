// Reads a WSDL: operations, types, the order of elements.
import type { WSDL } from 'soap/lib/wsdl';
import { ContractError } from './contract-error';

const XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema';

/** An element of a complex type's sequence. */
export interface Member {
  readonly name: string;
  /** The local name of its type: one of the contract, or of XML Schema. */
  readonly type: string;
  readonly optional: boolean;
  readonly repeated: boolean;
  readonly nillable: boolean;
}

/** A simple type: one of XML Schema, or an enumeration of its values. */
export interface SimpleType {
  readonly base: string;
  readonly values: readonly string[];
}

/** A complex type with its members in wire order, those of its base first. */
export interface ComplexType {
  readonly name: string;
  readonly base: string | undefined;
  readonly members: readonly Member[];
}

/** An operation of the contract. */
export interface Operation {
  readonly name: string;
  readonly action: string;
  readonly requestElement: string;
  readonly parameters: readonly Member[];
  readonly responseElement: string;
  readonly result: Member;
}

/** The loaded WSDL, which determines the operations, types and elements that are served. */
export interface Contract {
  readonly namespace: string;
  readonly operations: readonly Operation[];
  readonly types: ReadonlyMap<string, ComplexType>;
  readonly simpleTypes: ReadonlyMap<string, SimpleType>;
  /** The text of the WSDL document. */
  readonly source: string;
}

/** Reads a contract from the text of a WSDL document, through the WSDL model of the `soap` package. */
export async function readContract(source: string): Promise<Contract> {
  if (source.trim() === '') throw new ContractError('The WSDL is empty.');
  // Not the whole package: its client, server and security load slowly.
  const { WSDL } = await import('soap/lib/wsdl/index.js');
  const wsdl = new WSDL(source, 'contract.wsdl', {});
  await new Promise<void>((resolve, reject) => {
    wsdl.onReady((error: Error | null | undefined) => {
      if (!error) resolve();
      // The package throws this where something is missing.
      else if (error.name === 'TypeError')
        reject(new ContractError('The WSDL lacks something it refers to.'));
      else reject(new ContractError(`The WSDL cannot be read: ${problemOf(error.message)}.`));
    });
  });
  return new ContractReader(wsdl.definitions).read(source);
}

/** The package's message about a document, in our words. */
function problemOf(message: string): string {
  // The package counts lines from 0.
  const [, line] = /^Line: (\d+)$/m.exec(message) ?? [];
  if (line !== undefined) return `line ${Number(line) + 1} is not well-formed XML`;
  if (/root element/i.test(message)) return 'its root element is not definitions';
  return 'it refers to another document that cannot be read, or to what it does not declare';
}

/** Whether a type is a concrete type derived from Entity, as which entities can be sent. */
export function isEntityType(contract: Contract, name: string): boolean {
  return contract.types.get(name)?.base === 'Entity';
}

type Model = WSDL['definitions'];
type ModelElement = Model['children'][number];

/** An element of the package's model: attributes have a `$` before their names. */
interface SchemaNode extends ModelElement {
  readonly $type?: string;
  readonly $base?: string;
  readonly $minOccurs?: string;
  readonly $maxOccurs?: string;
  readonly $nillable?: string;
  readonly $value?: string;
  readonly schemaXmlns?: Readonly<Record<string, string>>;
}

class ContractReader {
  readonly #model: Model;
  readonly #namespace: string;
  readonly #schema: Model['schemas'][string];

  constructor(model: Model) {
    this.#model = model;
    this.#namespace = String(model.$targetNamespace);
    const schema = model.schemas[this.#namespace];
    if (!schema) throw new ContractError('The WSDL has no schema for its target namespace.');
    this.#schema = schema;
  }

  read(source: string): Contract {
    const types = new Map(
      Object.entries(this.#schema.complexTypes).map(([name, node]) => [name, this.#type(name, node)]),
    );
    const simpleTypes = new Map(
      Object.entries(this.#schema.types).map(([name, node]) => [name, simpleType(node)]),
    );
    return { namespace: this.#namespace, operations: this.#operations(), types, simpleTypes, source };
  }

  #operations(): Operation[] {
    const ports = Object.values(this.#model.services).flatMap(({ ports }) => Object.values(ports));
    const [port] = ports;
    if (!port) throw new ContractError('The WSDL has no service with a SOAP port.');
    return Object.entries(port.binding.methods).map(([name, method]) => {
      const [result] = this.#elementMembers(method.output.$name);
      if (!result) throw new ContractError(`The response of operation ${name} has no result element.`);
      return {
        name,
        action: method.soapAction,
        requestElement: String(method.input.$name),
        parameters: this.#elementMembers(method.input.$name),
        responseElement: String(method.output.$name),
        result,
      };
    });
  }

  #elementMembers(name: string | undefined): Member[] {
    const element = this.#schema.elements[String(name)];
    if (!element) throw new ContractError(`The schema declares no element ${String(name)}.`);
    return this.#members(element);
  }

  #type(name: string, node: ModelElement): ComplexType {
    const extension = descend(node, 'extension');
    if (!extension?.$base) return { name, base: undefined, members: this.#members(node) };
    const base = localName(extension.$base);
    const baseNode = this.#schema.complexTypes[base];
    if (!baseNode)
      throw new ContractError(`Type ${name} extends ${base}, which the schema does not declare.`);
    return { name, base, members: [...this.#type(base, baseNode).members, ...this.#members(extension)] };
  }

  #members(node: ModelElement): Member[] {
    return (descend(node, 'sequence')?.children ?? [])
      .filter(({ name }) => name === 'element')
      .map((element: SchemaNode) => ({
        name: String(element.$name),
        type: this.#typeName(element),
        optional: element.$minOccurs === '0',
        repeated: element.$maxOccurs !== undefined && element.$maxOccurs !== '1',
        nillable: element.$nillable === 'true',
      }));
  }

  #typeName(element: SchemaNode): string {
    if (element.$type === undefined) return 'anyType';
    const local = localName(element.$type);
    const prefix = element.$type.slice(0, -local.length - 1);
    const namespaces: Readonly<Record<string, unknown>> = {
      ...element.definitionsXmlns,
      ...element.schemaXmlns,
      ...element.xmlns,
    };
    const isXmlSchema = namespaces[prefix] === XML_SCHEMA;
    if (!isXmlSchema && !this.#declares(local)) {
      throw new ContractError(`Element ${String(element.$name)} has type ${local}, which is not declared.`);
    }
    return local;
  }

  #declares(type: string): boolean {
    return type in this.#schema.complexTypes || type in this.#schema.types;
  }
}

function simpleType(node: ModelElement): SimpleType {
  const restriction = descend(node, 'restriction');
  const values = (restriction?.children ?? [])
    .filter(({ name }) => name === 'enumeration')
    .map((enumeration: SchemaNode) => String(enumeration.$value));
  return { base: localName(restriction?.$base ?? ''), values };
}

/** The first descendant of a name, through wrappers with one child (complexType, complexContent). */
function descend(node: ModelElement, name: string): SchemaNode | undefined {
  for (const child of node.children as readonly SchemaNode[]) {
    if (child.name === name) return child;
    if (child.name === 'complexType' || child.name === 'complexContent') {
      const found = descend(child, name);
      if (found) return found;
    }
  }
  return undefined;
}

function localName(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}
