// The menu of a resource.
import type { Child, FC } from 'hono/jsx';
import { isChangeable } from '../../lifecycle/records';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import { displayName } from '../../lifecycle/display-name';
import { Form } from './form';
import type { Column } from './grid';
import { Menu, MenuItem } from './menu';
import type { Visitor } from './page';
import { Link } from './parts';

/** The field with the query of the list to go back to. */
export const LIST_FIELD = 'list';

/** The resource of a menu, and its visitor. */
export interface ActedOn {
  readonly resource: Pick<ResourceSummary, 'id' | 'active' | 'deletedAt' | 'redactedAt'>;
  readonly visitor: Visitor;
  /** The query of the list that the menu stands in; undefined: it stands on a page of the resource. */
  readonly list?: string | undefined;
}

/** Whether anything at all can be done with a resource: with one that is redacted and deleted, nothing can. */
export function hasActions({ resource: { deletedAt, redactedAt } }: Pick<ActedOn, 'resource'>): boolean {
  return deletedAt === null || redactedAt === null;
}

/** The address of the form of a resource, which leads back to where one is. */
export function editAddress({ resource: { id }, list }: Pick<ActedOn, 'resource' | 'list'>): string {
  const back = list === undefined ? '' : `?${new URLSearchParams({ [LIST_FIELD]: list }).toString()}`;
  return `/resources/${id}/edit${back}`;
}

/** The column of a list with the menu of each resource. `list`: the query of the list. */
export function actionsColumn<
  R extends ActedOn['resource'] & Pick<ResourceSummary, 'firstName' | 'lastName'>,
>(visitor: Visitor, list?: string): Column<R> {
  return {
    head: <span class="sr">Actions</span>,
    width: 0,
    cell: (resource) =>
      hasActions({ resource }) && (
        <Menu id={`menu-${resource.id}`} label={`Actions for ${displayName(resource)}`}>
          <ResourceActions resource={resource} visitor={visitor} list={list} />
        </Menu>
      ),
  };
}

/**
 * The actions for a resource, as the items of its menu: the same in the list, on its page and on its form. Only
 * what will work is offered. `more` can be done on a page of the resource only.
 */
export const ResourceActions: FC<ActedOn & { readonly withEdit?: boolean; readonly more?: Child }> = ({
  withEdit = true,
  more,
  ...acted
}) => {
  const { resource, visitor } = acted;
  return (
    <>
      {isChangeable(resource) && withEdit && (
        <MenuItem>
          <Link to={editAddress(acted)}>Edit Resource</Link>
        </MenuItem>
      )}
      {isChangeable(resource) && resource.id !== visitor.id && <Activity {...acted} />}
      {more}
      {resource.id === visitor.id ? (
        <MenuItem part>
          <p>This is you. Others can inactivate, redact or delete you.</p>
        </MenuItem>
      ) : (
        <Ends of={resource} />
      )}
    </>
  );
};

/** Takes a resource out of use, or back into it; that can be undone. */
const Activity: FC<ActedOn> = ({ resource: { id, active }, list }) => (
  <MenuItem>
    <Form action={`/resources/${id}/${active ? 'inactivate' : 'activate'}`}>
      {list !== undefined && <input type="hidden" name={LIST_FIELD} value={list} />}
      <button>{active ? 'Inactivate' : 'Activate'}</button>
    </Form>
  </MenuItem>
);

/** The actions that cannot be undone; each is a page that explains itself. */
const Ends: FC<{ readonly of: ActedOn['resource'] }> = ({ of: { id, deletedAt, redactedAt } }) => {
  const ends = [
    ...(redactedAt === null ? [['redact', 'Redact…']] : []),
    ...(deletedAt === null
      ? [
          ['delete', 'Delete…'],
          ['delete-and-replace', 'Delete and replace…'],
        ]
      : []),
  ];
  return (
    <>
      {ends.map(([path, name], index) => (
        <MenuItem part={index === 0}>
          <Link to={`/resources/${id}/${String(path)}`} class="danger">
            {name}
          </Link>
        </MenuItem>
      ))}
    </>
  );
};
