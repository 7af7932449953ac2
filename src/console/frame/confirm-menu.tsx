import type { FC, PropsWithChildren } from 'hono/jsx';
import { Form, Hidden } from './form';
import { Menu, MenuItem } from './menu';

/** A button that tells what will happen before it is done: a second one, in its menu, does it. */
export const ConfirmMenu: FC<
  PropsWithChildren<{
    readonly id: string;
    /** Of the first button. */
    readonly text: string;
    readonly class: string;
    /** Behind `/admin`. */
    readonly action: string;
    readonly fields: readonly (readonly [name: string, value: string])[];
    /** Of the button that does it, which is sent as `do`. */
    readonly done: string;
    readonly choice: string;
  }>
> = ({ id, text, class: className, action, fields, done, choice, children }) => (
  <Menu id={id} text={text} class={className} atEnd>
    <MenuItem>
      <p>{children}</p>
    </MenuItem>
    <MenuItem part>
      <Form action={action}>
        <Hidden values={fields} />
        <button class="danger" name="do" value={choice}>
          {done}
        </button>
      </Form>
    </MenuItem>
  </Menu>
);
