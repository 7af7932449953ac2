import { ConfigError } from '../input/config-error';
import { API_1_6 } from '../operations/api-version';

/** The endpoint of a `--url`, which may be that of a server alone, as in other commands: then with the usual path. */
export function endpointOf(text: string): string {
  const url = urlOf(text);
  if (url.pathname === '/') url.pathname = API_1_6.path;
  return url.href;
}

/** The server of a `--url`: scheme, host and port. */
export function serverOf(text: string): string {
  return urlOf(text).origin;
}

/** Parses a URL. Its value is not quoted where it may hold a password. */
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
