const { readFileSync } = require('node:fs');

/** What takes a process, a browser or the build beside the process of the test; or all cases of many, and so its time. */
const SLOW =
  /from '(?:node:child_process|playwright-core|\.[./\w-]*\/(?:built|chromium|clients|support))'|^\/\/ Thorough:/;

/** The suites of `npm run test:quick`: all others. */
module.exports = async (suites) => ({
  filtered: suites.filter((suite) => !SLOW.test(readFileSync(suite, 'utf8'))),
});
