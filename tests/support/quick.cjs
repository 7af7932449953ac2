const { readFileSync } = require('node:fs');

/** Slow suites: with other processes, a browser, PostgreSQL or the build, or with very many cases or bytes. */
const SLOW =
  /from '(?:node:child_process|playwright-core|\.[./\w-]*\/(?:built|chromium|clients|firefox|postgres|support))'|^\/\/ Thorough:/;

/** The filter of `npm run test:quick`, which leaves out the slow suites. */
module.exports = async (suites) => ({
  filtered: suites.filter((suite) => !SLOW.test(readFileSync(suite, 'utf8'))),
});
