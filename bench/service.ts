import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** The path of the built command. */
export const CLI = path.join(ROOT, 'dist', 'cli.js');

export const SCHEMA = path.join(ROOT, 'schema.sql');

export const WSDL = path.join(ROOT, 'wsdl', 'atws-1.6.wsdl');

export const ENDPOINT_PATH = '/ATServices/1.6/atws.asmx';

/** A log-in of the demo tenant, which every generated data file has. */
export const LOGIN = 'api.admin@example.com:Api-Admin-2024';

export const NAMESPACE = 'http://autotask.net/ATWS/v1_6/';

/** The kind of a call, which determines the size of its answer. */
export type Kind = 'one' | 'page' | 'update' | 'fields' | 'search';

/** A SOAP call. */
export interface Call {
  readonly kind: Kind;
  readonly action: string;
  readonly body: string;
}
