/** A version of the API, which a contract describes. */
export interface ApiVersion {
  /** `1.6` */
  readonly name: string;
  /** The path of the endpoint. Clients take the version from the fourth segment of the zone's URL. */
  readonly path: string;
  /** The answer of GetWsdlVersion. */
  readonly wsdlVersion: string;
  /** Whether callers must be API-only users and send a tracking identifier, as from 1.6 on. */
  readonly isRestricted: boolean;
}

/** The default version; 1.6.8 is its latest known revision. */
export const API_1_6: ApiVersion = {
  name: '1.6',
  path: pathOf('1.6'),
  wsdlVersion: '1.6.8',
  isRestricted: true,
};

/** The version of a contract by its namespace, such as `.../v1_5/`. */
export function apiVersionOf(namespace: string): ApiVersion {
  const [, major, minor] = /\/v(\d+)_(\d+)\/?$/i.exec(namespace) ?? [];
  if (major === undefined || minor === undefined) return API_1_6;
  const name = `${major}.${minor}`;
  if (name === API_1_6.name) return API_1_6;
  // The revisions of other versions are not known.
  const isLater = Number(major) > 1 || Number(minor) > 6;
  return { name, path: pathOf(name), wsdlVersion: name, isRestricted: isLater };
}

function pathOf(name: string): string {
  return `/ATServices/${name}/atws.asmx`;
}

/** The URL or path of the WSDL, by that of the endpoint. */
export function wsdlOf(endpoint: string): string {
  return endpoint.replace(/\.asmx$/i, '.wsdl');
}
