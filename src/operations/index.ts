import { create } from './create';
import { deleteEntities } from './delete';
import { getEntityInfo } from './get-entity-info';
import { getFieldInfo } from './get-field-info';
import { getThresholdAndUsageInfo } from './get-threshold-and-usage-info';
import { getUDFInfo } from './get-udf-info';
import { getWsdlVersion } from './get-wsdl-version';
import { getZoneInfo } from './get-zone-info';
import { integrationCodeCheck } from './integration-code-check';
import { notServed } from './not-served';
import type { Handler } from './operation';
import { query } from './query';
import { update } from './update';

/** The operations of the contract, by name. */
export const OPERATIONS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['query', query],
  ['create', create],
  ['update', update],
  ['delete', deleteEntities],
  ['getEntityInfo', getEntityInfo],
  ['GetFieldInfo', getFieldInfo],
  ['getUDFInfo', getUDFInfo],
  ['getZoneInfo', getZoneInfo],
  ['getThresholdAndUsageInfo', getThresholdAndUsageInfo],
  ['GetWsdlVersion', getWsdlVersion],
  ['IntegrationCodeCheck', integrationCodeCheck],
  // Attachments and invoices do not belong to Resource.
  ['GetAttachment', notServed('GetAttachment')],
  ['CreateAttachment', notServed('CreateAttachment')],
  ['DeleteAttachment', notServed('DeleteAttachment')],
  ['GetInvoiceMarkup', notServed('GetInvoiceMarkup')],
]);
