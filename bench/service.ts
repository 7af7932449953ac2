import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** The built command. */
export const CLI = path.join(ROOT, 'dist', 'cli.js');

export const WSDL = path.join(ROOT, 'wsdl', 'atws-1.6.wsdl');

export const ENDPOINT_PATH = '/ATServices/1.6/atws.asmx';

/** A log-in of the demo tenant, which every generated data file holds. */
export const LOGIN = 'api.admin@example.com:Api-Admin-2024';

export const NAMESPACE = 'http://autotask.net/ATWS/v1_6/';

/** What a call does, which tells how long its answer is. */
export type Kind = 'one' | 'page' | 'update' | 'fields' | 'search';

/** One SOAP call. */
export interface Call {
  readonly kind: Kind;
  readonly action: string;
  readonly body: string;
}
