import type { Entity } from '../entities/field';
import type { FieldForm, Form } from '../store/form';
import { escape } from '../xml/escape';
import type { Contract } from './contract';

/** How entities are written in answers: their elements stand in the contract's order. */
export class EntityForms {
  readonly #contract: Contract;
  readonly #password: string;
  readonly #forms = new Map<Entity, Form>();

  /** `passwordMask`: what stands for a password; null leaves the element out. */
  constructor(contract: Contract, passwordMask: string | null) {
    this.#contract = contract;
    this.#password =
      passwordMask === null ? '' : `<Password xsi:type="xsd:string">${escape(passwordMask)}</Password>`;
  }

  of(entity: Entity): Form {
    const form = this.#forms.get(entity) ?? { entity, parts: this.#parts(entity) };
    this.#forms.set(entity, form);
    return form;
  }

  /** Base members first, `Fields` never, `UserDefinedFields` always and empty (recorded). */
  #parts({ name, fields }: Entity): Form['parts'] {
    const elements = (this.#contract.types.get(name)?.members ?? []).flatMap((member): Form['parts'] => {
      if (member.name === 'UserDefinedFields') return ['<UserDefinedFields/>'];
      if (member.name === 'Password') return [this.#password];
      const field = fields.find((one) => one.queryable && one.name === member.name);
      return field ? [fieldForm(field)] : [];
    });
    return [`<Entity xsi:type="${name}">`, ...elements, '</Entity>'];
  }
}

function fieldForm(field: FieldForm['field']): FieldForm {
  const { name, wireType } = field;
  const tag = wireType === null ? name : `${name} xsi:type="${wireType}"`;
  return { field, start: `<${tag}>`, end: `</${name}>`, empty: `<${tag}/>` };
}
