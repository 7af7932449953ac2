/** The latest version that was seen of API 1.6. */
const WSDL_VERSION = '1.6.8';

/** GetWsdlVersion: the version of the API. */
export async function getWsdlVersion(): Promise<string> {
  return WSDL_VERSION;
}
