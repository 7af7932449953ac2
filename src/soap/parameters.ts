import type { Parameters, SentEntity } from '../operations/operation';
import { sentence } from '../refusals';
import { EMPTY_OBJECT, type SentValue } from '../updates/sent';
import { isEntityType, type Contract, type Operation } from './contract';
import { stringValue, type XmlElement } from './xml-element';
import { SoapFault } from './faults';

/**
 * The parameters of a call. As in the real service, the SOAPAction decides which operation is called: a
 * body element of another name leaves every parameter null.
 */
export function readParameters(
  contract: Contract,
  operation: Operation,
  body: XmlElement | undefined,
): Parameters {
  const sent = new Map<string, XmlElement>();
  if (body?.local === operation.requestElement && body.namespace === contract.namespace) {
    for (const child of body.children) {
      if (child.namespace === contract.namespace) sent.set(child.local, child);
    }
  }
  // Entities are read now, so that a type nobody knows is a fault before anything is done.
  const entities = new Map(
    operation.parameters
      .filter(({ type }) => type === 'ArrayOfEntity')
      .map(({ name }) => [
        name,
        (sent.get(name)?.children ?? []).map((child) => readEntity(contract, child)),
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

/** An element of the same name stands for the parameter itself (suds, by way of python-atws). */
function elementIn({ local, children: [first] }: XmlElement): string | undefined {
  return first?.local === local ? elementIn(first) : first?.local;
}

function readEntity(contract: Contract, element: XmlElement): SentEntity {
  const type = entityType(contract, element);
  const fields = new Map<string, SentValue>();
  let id: string | null = null;
  for (const child of element.children) {
    if (child.namespace !== contract.namespace || BASE_MEMBERS.has(child.local)) continue;
    if (child.local === 'id') id = child.nil ? null : child.text;
    else fields.set(child.local, sentValue(child));
  }
  return { type, id, fields };
}

/** Members of the base type that no entity served here has. */
const BASE_MEMBERS: ReadonlySet<string> = new Set(['Fields', 'UserDefinedFields']);

function entityType(contract: Contract, { place, type }: XmlElement): string {
  const { namespace } = contract;
  if (!type || (type.namespace === namespace && type.local === 'Entity')) {
    throw new SoapFault('Client', sentence('typeAbstract', { ...place(), namespace }));
  }
  if (type.namespace !== namespace || !isEntityType(contract, type.local)) {
    throw new SoapFault(
      'Client',
      sentence('typeUnknown', { ...place(), name: type.local, namespace: type.namespace, at: namespace }),
    );
  }
  return type.local;
}

function sentValue({ nil, type, text, children }: XmlElement): SentValue {
  if (nil) return null;
  return text === '' && !type && children.length === 0 ? EMPTY_OBJECT : text;
}
