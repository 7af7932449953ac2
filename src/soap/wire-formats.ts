import { isDeclared } from '../entities/declared';
import type { Entity, Field } from '../entities/field';
import type { FieldFormat, WireFormat } from '../store/wire-format';
import { escape } from '../xml/escape';
import type { Contract, Member } from './contract';
import { typeOf } from './declared-types';
import { emptyElement, textWithoutValue } from './empty-element';

/** The wire formats of entity types: their elements in the contract's order. */
export class WireFormats {
  readonly #contract: Contract;
  readonly #secretMask: string | null;
  readonly #forms = new WeakMap<Entity, WireFormat>();
  readonly #textsWithoutValue = new WeakMap<Entity, ReadonlyMap<string, string>>();

  /** `secretMask`: the text of secret fields; null leaves them out. */
  constructor(contract: Contract, secretMask: string | null) {
    this.#contract = contract;
    this.#secretMask = secretMask;
  }

  of(entity: Entity): WireFormat {
    const form = this.#forms.get(entity) ?? { entity, parts: this.#parts(entity) };
    this.#forms.set(entity, form);
    return form;
  }

  /** Base members first, `Fields` only where required, `UserDefinedFields` always, and empty without a value (recorded). */
  #parts(entity: Entity): WireFormat['parts'] {
    const { name, fields } = entity;
    const elements = this.#membersOf(entity).flatMap((member): WireFormat['parts'] => {
      if (member.name === 'UserDefinedFields') return [userDefinedForm(entity)];
      const field = fields.find(({ name: known }) => known === member.name);
      const missing = this.#missing(member, field);
      if (field?.secret && this.#secretMask !== null) {
        const { start, end } = fieldForm(field, missing);
        return [`${start}${escape(this.#secretMask)}${end}`];
      }
      return [field?.queryable ? fieldForm(field, missing) : missing];
    });
    return [`<Entity xsi:type="${name}">`, ...elements, '</Entity>'];
  }

  /** The texts of fields without a value, where the contract requires their elements: 0 for a number. */
  textsWithoutValue(entity: Entity): ReadonlyMap<string, string> {
    const known = this.#textsWithoutValue.get(entity) ?? this.#missingTexts(entity);
    this.#textsWithoutValue.set(entity, known);
    return known;
  }

  #missingTexts(entity: Entity): ReadonlyMap<string, string> {
    const { fields } = entity;
    return new Map(
      this.#membersOf(entity).flatMap((member) => {
        const field = fields.find((one) => one.name === member.name);
        const text = field && textWithoutValue(this.#contract, typed(member, field));
        return text === undefined ? [] : [[member.name, text] as const];
      }),
    );
  }

  #membersOf(entity: Entity): readonly Member[] {
    const type = this.#contract.types.get(entity.name);
    if (type) return type.members;
    return isDeclared(entity) ? typeOf(entity, this.#contract).members : [];
  }

  #missing(member: Member, field: Field | undefined): string {
    const own = typed(member, field);
    return emptyElement(this.#contract, own, own === member ? '' : ` xsi:type="xsd:${own.type}"`);
  }
}

/** A member of an entity with its type. The contract has none for them; the field table does. */
function typed(member: Member, field: Field | undefined): Member {
  if (!field?.wireType || member.type !== 'anyType') return member;
  return { ...member, type: field.wireType.replace(/^xsd:/, '') };
}

/** All user-defined fields, those without a value by their name alone, or none of them (recorded, documented). */
function userDefinedForm({ userDefinedFields }: Entity): WireFormat['parts'][number] {
  const none = '<UserDefinedFields/>';
  const told = userDefinedFields.filter(({ queryable }) => queryable);
  if (told.length === 0) return none;
  const fields = told.map((field): FieldFormat => {
    const start = `<UserDefinedField><Name>${escape(field.name)}</Name>`;
    const end = '</UserDefinedField>';
    return {
      field,
      start: `${start}<Value>`,
      end: `</Value>${end}`,
      empty: `${start}<Value/>${end}`,
      missing: start + end,
    };
  });
  return { fields, start: '<UserDefinedFields>', end: '</UserDefinedFields>', none };
}

function fieldForm(field: Field, missing: string): FieldFormat {
  const { name, wireType } = field;
  const tag = wireType === null ? name : `${name} xsi:type="${wireType}"`;
  return { field, start: `<${tag}>`, end: `</${name}>`, empty: `<${tag}/>`, missing };
}
