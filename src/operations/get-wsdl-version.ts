import type { EmulatorContext } from './emulator-context';

/** GetWsdlVersion: the version of the API. */
export async function getWsdlVersion({ api }: EmulatorContext): Promise<string> {
  return api.wsdlVersion;
}
