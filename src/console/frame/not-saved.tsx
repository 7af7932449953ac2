import type { FC } from 'hono/jsx';
import type { Field } from '../../entities/field';
import { Callout } from './callout';
import { labelOf } from './resource-sections';
import type { Violations } from './violations';

/** Says above a form which of its fields need another value, each a link to it; nothing where none does. */
export const NotSaved: FC<{
  readonly violations: Violations | undefined;
  readonly fields: readonly Field[];
}> = ({ violations = {}, fields }) => {
  const wrong = fields.filter(({ name }) => name in violations);
  if (wrong.length === 0) return null;
  return (
    <Callout tone="bad" role="alert">
      <b>Not saved.</b> {wrong.length === 1 ? 'One field needs' : `${wrong.length} fields need`} another
      value:{' '}
      {wrong.map(({ name }, index) => (
        <>
          {index > 0 && ', '}
          <a href={`#${name}`}>{labelOf(name)}</a>
        </>
      ))}
    </Callout>
  );
};
