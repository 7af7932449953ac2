/** A version of the API, as a contract is of one. */
export interface ApiVersion {
  /** `1.6` */
  readonly name: string;
  /** The path of the endpoint. Clients read the version off it, the fourth segment of the zone's URL. */
  readonly path: string;
  /** What GetWsdlVersion answers. */
  readonly wsdlVersion: string;
  /** Whether only API-only users may call, and with a tracking identifier: 1.6 was the first to ask for both. */
  readonly isRestricted: boolean;
}

/** The version that is served unless another contract is loaded; 1.6.8 is the latest revision that was seen of it. */
export const API_1_6: ApiVersion = {
  name: '1.6',
  path: pathOf('1.6'),
  wsdlVersion: '1.6.8',
  isRestricted: true,
};

/** The version that the namespace of a contract ends with, as `.../v1_5/` does. */
export function apiVersionOf(namespace: string): ApiVersion {
  const [, major, minor] = /\/v(\d+)_(\d+)\/?$/i.exec(namespace) ?? [];
  if (major === undefined || minor === undefined) return API_1_6;
  const name = `${major}.${minor}`;
  if (name === API_1_6.name) return API_1_6;
  // Which revisions there were of others is not known.
  const isLater = Number(major) > 1 || Number(minor) > 6;
  return { name, path: pathOf(name), wsdlVersion: name, isRestricted: isLater };
}

function pathOf(name: string): string {
  return `/ATServices/${name}/atws.asmx`;
}

/** Where the WSDL is, by the address or the path of the endpoint. */
export function wsdlOf(endpoint: string): string {
  return endpoint.replace(/\.asmx$/i, '.wsdl');
}
