import type { Entity } from '../../src/entities/field';
import type { Form } from '../../src/store/form';

/** Every field that a query may answer, as elements without attributes. */
export function plainForm(entity: Entity): Form {
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
      })),
      "<it's/></Entity>",
    ],
  };
}
