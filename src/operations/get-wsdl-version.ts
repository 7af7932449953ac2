import type { Service } from './operation';

/** GetWsdlVersion: the version of the API. */
export async function getWsdlVersion({ api }: Service): Promise<string> {
  return api.wsdlVersion;
}
