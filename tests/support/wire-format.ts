import type { Entity } from '../../src/entities/field';
import type { WireFormat } from '../../src/store/wire-format';

const FORMS = new Map<Entity, WireFormat>();

/** A wire format with all fields as elements without attributes. The same object each time, as in a server. */
export function plainForm(entity: Entity): WireFormat {
  const form = FORMS.get(entity) ?? formOf(entity);
  FORMS.set(entity, form);
  return form;
}

function formOf(entity: Entity): WireFormat {
  const fields = entity.fields.filter(({ queryable }) => queryable);
  return {
    entity,
    parts: [
      '<Entity>',
      ...fields.map((field) => ({
        field,
        start: `<${field.name}>`,
        end: `</${field.name}>`,
        empty: `<${field.name}/>`,
        missing: '',
      })),
      "<it's/></Entity>",
    ],
  };
}
