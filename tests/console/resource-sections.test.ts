import { BESIDE, FIELD_TABS, RESOURCE_SECTIONS } from '../../src/console/frame/resource-sections';
import { resource } from '../../src/entities/resource';

test.each(FIELD_TABS)('every field of the tab %s stands in one section, or beside a field of one', (tab) => {
  const placed = RESOURCE_SECTIONS[tab].flatMap(({ fields }) => fields);
  const all = placed.flatMap((name) => [name, ...(name in BESIDE ? [BESIDE[name]] : [])]);
  const expected = resource.fields.filter((field) => field.tab === tab).map(({ name }) => name);
  expect(all.toSorted()).toEqual(expected.toSorted());
});
