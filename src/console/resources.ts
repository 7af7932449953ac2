// The pages of resources, in the order of their paths.
import { NEW_RESOURCE } from './pages/new-resource';
import type { Page } from './frame/page';
import { RESOURCE_COSTS } from './pages/resource-costs';
import { RESOURCE_EDIT } from './pages/resource-edit';
import { RESOURCE_EMAIL } from './pages/resource-email';
import { RESOURCE_HISTORY } from './pages/resource-history';
import { RESOURCE_LIST } from './pages/resource-list/resource-list';
import { RESOURCE_PHOTO } from './pages/resource-photo';
import { RESOURCE_RECORDS } from './pages/resource-records';
import { RESOURCE_TABS } from './pages/resource-tabs';

/** Resources / Users (HR). What has a fixed path comes before what has a number in its place. */
export const RESOURCES: readonly Page[] = [
  ...RESOURCE_LIST,
  ...NEW_RESOURCE,
  ...RESOURCE_TABS,
  ...RESOURCE_EDIT,
  ...RESOURCE_PHOTO,
  ...RESOURCE_COSTS,
  ...RESOURCE_EMAIL,
  ...RESOURCE_RECORDS,
  ...RESOURCE_HISTORY,
];
