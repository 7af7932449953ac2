import { NEW_RESOURCE } from './new-resource';
import type { Page } from './page';
import { RESOURCE_COSTS } from './resource-costs';
import { RESOURCE_EMAIL } from './resource-email';
import { RESOURCE_HISTORY } from './resource-history';
import { RESOURCE_LIST } from './resource-list';
import { RESOURCE_PHOTO } from './resource-photo';
import { RESOURCE_RECORDS } from './resource-records';
import { RESOURCE_TABS } from './resource-tabs';

/** Resources / Users (HR). What has a fixed path comes before what has a number in its place. */
export const RESOURCES: readonly Page[] = [
  ...RESOURCE_LIST,
  ...NEW_RESOURCE,
  ...RESOURCE_TABS,
  ...RESOURCE_PHOTO,
  ...RESOURCE_COSTS,
  ...RESOURCE_EMAIL,
  ...RESOURCE_RECORDS,
  ...RESOURCE_HISTORY,
];
