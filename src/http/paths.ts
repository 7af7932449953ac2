// The paths of the server's parts.
/** The path of the console. */
export const CONSOLE_PATH = '/admin';

/** The path of the JSON API. */
export const API_PATH = '/_emulator';
