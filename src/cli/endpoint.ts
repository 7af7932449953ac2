import { ConfigError } from '../input/config-error';
import { API_1_6 } from '../operations/api-version';

/** The endpoint that a `--url` names; a server alone, as other commands take it, is one by its usual path. */
export function endpointOf(text: string): string {
  const url = urlOf(text);
  if (url.pathname === '/') url.pathname = API_1_6.path;
  return url.href;
}

/** The server that a `--url` names: scheme, host and port. */
export function serverOf(text: string): string {
  return urlOf(text).origin;
}

/** The value is not shown where it may hold a password. */
function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    const value = text.includes('@') ? '' : `, not ${JSON.stringify(text)}`;
    throw new ConfigError(
      `--url (ATWS_URL) must be an http or https URL without a user name, such as http://127.0.0.1:8016${value}.`,
    );
  }
  return url;
}
