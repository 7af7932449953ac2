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

/** How the real service answers for a user it does not know (recorded). */
const UNKNOWN: ZoneInfo = { URL: '', ErrorCode: -1, DataBaseType: '', CI: -1, WebUrl: '' };

/** getZoneInfo: where the tenant of a user is served; only the part behind the @ counts. */
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
