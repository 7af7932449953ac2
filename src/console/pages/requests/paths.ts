/** Where the page is, and what its script asks for newer calls. */
export const REQUESTS_PATH = '/requests';
export const NEWER = `${REQUESTS_PATH}/newer`;
