import { ConfigError } from '../config';
import { API_1_6 } from '../operations/api-version';

/** The endpoint that a `--url` names; a server alone, as other commands take it, is one by its usual path. */
export function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new ConfigError('--url must be an http or https URL, without a user name.');
  }
  if (url.pathname === '/') url.pathname = API_1_6.path;
  return url.href;
}
