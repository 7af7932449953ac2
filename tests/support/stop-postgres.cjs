// Runs after all suites.
module.exports = () => require('./postgres-run.cjs').stop();
