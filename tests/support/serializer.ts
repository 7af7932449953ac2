import type { Entity } from '../../src/entities/field';
import type { Form } from '../../src/store/entity-serializer';

const FORMS = new Map<Entity, Form>();

/** Every field that a query may answer, as elements without attributes; the same form each time, as a server has it. */
export function plainForm(entity: Entity): Form {
  const form = FORMS.get(entity) ?? formOf(entity);
  FORMS.set(entity, form);
  return form;
}

function formOf(entity: Entity): Form {
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
