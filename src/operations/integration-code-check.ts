// integrationCodeCheck: whether a user may use a tracking identifier.
import { findFullUser } from '../entities/user-name';
import { refusal } from '../refusals/refusal';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

interface IntegrationCodeCheckResult {
  readonly ReturnCode: 1;
  readonly Errors: readonly never[];
  readonly IsApiUser: boolean;
  readonly IsIntegrationCodeAssociated: boolean;
}

/**
 * IntegrationCodeCheck: whether a user is API-only, and whether the tracking identifier of this call is one of the
 * tenant's. An invalid identifier does not prevent the call.
 */
export async function integrationCodeCheck(
  { store }: EmulatorContext,
  { parameters, integrationCode }: Call,
): Promise<IntegrationCodeCheckResult> {
  const userName = parameters.text('userName') ?? '';
  const tenant = await store.tenant.read();
  const login = await findFullUser(userName, tenant.domain, (localName) => store.logins.find(localName));
  if (!login) throw refusal('invalidUserName');
  return {
    ReturnCode: 1,
    Errors: [],
    IsApiUser: login.apiOnly,
    IsIntegrationCodeAssociated:
      integrationCode !== null && (await store.tenant.isTrackingIdentifier(integrationCode)),
  };
}
