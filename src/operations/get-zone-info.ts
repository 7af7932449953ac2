import { fold } from '../entities/fold';
import { domainOf } from '../entities/user-name';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

interface ZoneInfo {
  readonly URL: string;
  readonly ErrorCode: number;
  readonly DataBaseType: string;
  readonly CI: number;
  readonly WebUrl: string;
}

/** The answer for an unknown user (recorded). */
const UNKNOWN: ZoneInfo = { URL: '', ErrorCode: -1, DataBaseType: '', CI: -1, WebUrl: '' };

/** getZoneInfo: the URL of the tenant of a user, by the part of the user name behind the @. */
export async function getZoneInfo(
  { store, api }: EmulatorContext,
  { parameters, publicUrl }: Pick<Call, 'parameters' | 'publicUrl'>,
): Promise<ZoneInfo> {
  const tenant = await store.tenant.read();
  const userName = parameters.text('UserName') ?? '';
  if (domainOf(userName) !== fold(tenant.domain)) return UNKNOWN;
  return {
    URL: publicUrl + api.path,
    ErrorCode: 0,
    DataBaseType: '',
    CI: tenant.ci,
    WebUrl: `${publicUrl}/`,
  };
}
