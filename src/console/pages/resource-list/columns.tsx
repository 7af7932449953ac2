// The columns of the list.
import { displayName } from '../../../lifecycle/display-name';
import { isChangeable } from '../../../lifecycle/records';
import type { DirectoryEntry } from '../../../store/people/directory-store';
import type { ResourceChoices } from '../../frame/field-values';
import type { Column } from '../../frame/grid';
import type { Visitor } from '../../frame/page';
import { Link } from '../../frame/parts';
import { actionsColumn } from '../../frame/resource-actions';
import { StateDot } from '../../frame/resource-state';
import { PATH } from './view';

/** The form whose boxes are in the rows of the list; each row has forms of its own. */
export const BULK = 'bulk';

export function columns(
  query: URLSearchParams,
  choices: ResourceChoices,
  visitor: Visitor,
  selected: readonly number[],
): readonly Column<DirectoryEntry>[] {
  const label = (name: keyof ResourceChoices, value: string): string =>
    choices[name]?.find((choice) => choice.value === value)?.label ?? value;
  const license = ({ licenseType }: DirectoryEntry): string => label('LicenseType', String(licenseType));
  return [
    {
      head: <span class="sr">Select</span>,
      width: 0,
      cell: (entry) =>
        isChangeable(entry) && (
          <input
            type="checkbox"
            form={BULK}
            name="id"
            value={String(entry.id)}
            checked={selected.includes(entry.id)}
            aria-label={`Select ${displayName(entry)}`}
          />
        ),
    },
    {
      head: 'Name',
      sort: 'name',
      kind: 'name',
      title: displayName,
      cell: (entry) => (
        <>
          <Link to={`${PATH}/${entry.id}`}>{displayName(entry)}</Link>
          <span class="sub">{`${entry.userName} · ${license(entry)}`}</span>
        </>
      ),
    },
    actionsColumn(visitor, String(query)),
    {
      head: 'User name',
      sort: 'userName',
      width: 3,
      rank: 'mid',
      title: (entry) => entry.userName,
      cell: (entry) => entry.userName,
    },
    {
      head: 'E-mail',
      sort: 'email',
      width: 5,
      rank: 'mid',
      title: (entry) => entry.email,
      cell: (entry) => entry.email,
    },
    { head: 'Type', width: 1, rank: 'low', cell: (entry) => label('ResourceType', entry.resourceType) },
    { head: 'License', width: 4, rank: 'mid', title: license, cell: license },
    { head: 'Hired', sort: 'hireDate', width: 1, rank: 'low', cell: (entry) => entry.hireDate.slice(0, 10) },
    { head: 'State', width: 1, cell: (entry) => <StateDot of={entry} /> },
  ];
}
