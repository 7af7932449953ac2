// The types of declared entities in the contract.
import type { DeclaredEntity } from '../entities/declared';
import type { Entity } from '../entities/field';
import { escapeAttribute } from '../xml/escape';
import type { ComplexType, Contract } from './contract';
import { ContractError } from './contract-error';

/** The contract with the types of declared entities. */
export function withDeclared(contract: Contract, declared: readonly DeclaredEntity[]): Contract {
  if (declared.length === 0) return contract;
  const types = declared.map((entity) => [entity.name, typeOf(entity, contract)] as const);
  return {
    ...contract,
    types: new Map([...contract.types, ...types]),
    source: contract.source.replace(
      /(?=\s*<\/xsd:schema>)/,
      () => `\n${declared.map(declarationOf).join('\n')}`,
    ),
  };
}

/** The type of an entity that the contract does not declare: its fields in their order, behind those of all entities. */
export function typeOf({ name, fields }: Entity, { types }: Contract): ComplexType {
  const own = fields
    .filter(({ key }) => !key)
    .map((field) => ({
      name: field.name,
      type: 'anyType',
      optional: true,
      repeated: false,
      nillable: false,
    }));
  return { name, base: 'Entity', members: [...(types.get('Entity')?.members ?? []), ...own] };
}

function declarationOf({ name, fields }: DeclaredEntity): string {
  const elements = fields
    .filter(({ key }) => !key)
    .map(
      (field) =>
        `              <xsd:element name="${escapeAttribute(field.name)}" minOccurs="0" maxOccurs="1"/>\n`,
    );
  return `
      <xsd:complexType name="${escapeAttribute(name)}">
        <xsd:complexContent>
          <xsd:extension base="tns:Entity">
            <xsd:sequence>
${elements.join('')}            </xsd:sequence>
          </xsd:extension>
        </xsd:complexContent>
      </xsd:complexType>`;
}

/** What a contract lacks of a declared entity: its type, or fields of it. */
export function missingIn({ types }: Contract, { name, fields }: DeclaredEntity): readonly string[] {
  const type = types.get(name);
  if (type?.base !== 'Entity') return [name];
  return fields
    .filter((field) => !type.members.some((member) => member.name === field.name))
    .map((field) => `${name}.${field.name}`);
}

/** Throws a ContractError where a loaded contract lacks something of the entities that the tenant declares. */
export function requireDeclared(contract: Contract, file: string, declared: readonly DeclaredEntity[]): void {
  const missing = declared.flatMap((entity) => missingIn(contract, entity));
  if (missing.length === 0) return;
  throw new ContractError(
    `${file} does not declare what the tenant does: ${missing.join(', ')}. Load a WSDL that has it, or remove it from the tenant.`,
  );
}
