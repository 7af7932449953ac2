// Reads the parameters of an operation from the body of an envelope.

import type { Parameters, SentEntity } from '../operations/operation';
import { sentence } from '../refusals/refusal';
import { secretFields } from '../entities/index';
import type { TimeZone } from '../entities/time-zone';
import { MASK } from '../entities/mask';
import { EMPTY_OBJECT, NotText, type SubmittedValue } from '../updates/submitted-value';
import { isEntityType, type Contract, type Operation } from './contract';
import { placeOf, stringValue, type QName, type XmlElement } from '../xml/element';
import { malformed, SoapFault } from './faults';
import { isAnyType, typedValue, ValueProblem } from './typed-value';

/**
 * Reads the parameters of a call from its body element. As in the real service, the SOAPAction determines the
 * operation: with a body element of another name, every parameter is null.
 */
export function readParameters(
  contract: Contract,
  operation: Operation,
  body: XmlElement | undefined,
  timeZone: TimeZone,
): Parameters {
  const sent = new Map<string, XmlElement>();
  if (body?.local === operation.requestElement && body.namespace === contract.namespace) {
    for (const child of body.children) {
      if (child.namespace === contract.namespace) sent.set(child.local, child);
    }
  }
  // Entities are read at once, so that an unknown type is a fault before the operation runs.
  const entities = new Map(
    operation.parameters
      .filter(isEntities)
      .map(({ name }) => [
        name,
        (sent.get(name)?.children ?? []).map((child) => readEntity(contract, timeZone, child)),
      ]),
  );
  return {
    text: (name) => {
      const element = sent.get(name);
      return element && !element.nil ? stringValue(element) : null;
    },
    elementIn: (name) => {
      const element = sent.get(name);
      return element && elementIn(element);
    },
    entities: (name) => entities.get(name) ?? [],
  };
}

/** Whether calls of an operation send entities. */
export function takesEntities({ parameters }: Operation): boolean {
  return parameters.some(isEntities);
}

function isEntities({ type }: Operation['parameters'][number]): boolean {
  return type === 'ArrayOfEntity';
}

/** An element of the parameter's own name counts as the parameter (suds, by way of python-atws). */
function elementIn({ local, children: [first] }: XmlElement): string | undefined {
  return first?.local === local ? elementIn(first) : first?.local;
}

function readEntity(contract: Contract, timeZone: TimeZone, element: XmlElement): SentEntity {
  const type = entityType(contract, element);
  const fields = new Map<string, SubmittedValue>();
  let id: string | null = null;
  const userDefinedFields = new Map<string, string | null>();
  for (const child of element.children) {
    if (child.namespace !== contract.namespace || child.local === 'Fields') continue;
    if (child.local === 'id') id = child.nil ? null : child.text;
    else if (child.local === 'UserDefinedFields') addUserDefined(child, userDefinedFields);
    else fields.set(child.local, sentValue(contract, type, child, timeZone));
  }
  return { type, id, fields, userDefinedFields };
}

/** The contract has text for names and values of user-defined fields, of whatever datatype they are. */
function addUserDefined({ children }: XmlElement, fields: Map<string, string | null>): void {
  for (const { children: members } of children) {
    const [name, value] = ['Name', 'Value'].map((local) =>
      members.findLast((member) => member.local === local),
    );
    if (name) fields.set(stringValue(name), value && !value.nil ? stringValue(value) : null);
  }
}

function entityType(contract: Contract, element: XmlElement): string {
  const { type } = element;
  const { namespace } = contract;
  if (!type || (type.namespace === namespace && type.local === 'Entity')) {
    throw new SoapFault('Client', sentence('typeAbstract', { ...placeOf(element), namespace }));
  }
  if (type.namespace !== namespace || !isEntityType(contract, type.local)) {
    throw new SoapFault(
      'Client',
      sentence('typeUnknown', { ...placeOf(element), ...type, name: type.local, at: namespace }),
    );
  }
  return type.local;
}

/** The value of a field. Throws a SoapFault where it does not fit its own `xsi:type`. */
function sentValue(
  contract: Contract,
  entity: string,
  element: XmlElement,
  timeZone: TimeZone,
): SubmittedValue {
  const { nil, type, text, children, local } = element;
  if (nil) return null;
  if (!type || isAnyType(type)) return children.length > 0 ? NODES : text || EMPTY_OBJECT;
  try {
    return typedContent(type, element, timeZone) ?? unknownType(contract, type);
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error;
    // Members that the contract does not declare are ignored.
    if (!contract.types.get(entity)?.members.some(({ name }) => name === local)) return null;
    throw malformed(placeOf(element), error.message);
  }
}

function typedContent(
  type: QName,
  { text, children, local }: XmlElement,
  timeZone: TimeZone,
): SubmittedValue | undefined {
  const quoted = secretFields.has(local) ? () => MASK : (value: string) => value;
  const value = typedValue(type, text, { timeZone, quoted });
  if (value !== undefined && children.length > 0) throw new ValueProblem(sentence('elementInValue'));
  return value;
}

/** The framework's value of elements, and of an undeclared type. */
const NODES = new NotText('XmlNode()');

function unknownType({ namespace, types }: Contract, type: QName): NotText {
  return type.namespace === namespace && types.has(type.local) ? new NotText(type.local) : NODES;
}
