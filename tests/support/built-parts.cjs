const path = require('node:path');
const { prepare } = require('./postgres-run.cjs');
const keepInMemory = require('./temporary-files.cjs');
const { filesIn, modulesOf, requireBuilt } = require('../../scripts/sources.cjs');

/**
 * An emulator in the process of a test takes these from dist/, too: its threads, and the contract that was read ahead.
 * A server of PostgreSQL is started when a suite needs one.
 */
module.exports = () => {
  keepInMemory();
  prepare();
  for (const thread of filesIn('src').filter((file) => file.endsWith('-thread.ts'))) {
    requireBuilt(`${path.basename(thread, '.ts')}.js`, [...modulesOf(thread)]);
  }
  requireBuilt('contract.json', [...modulesOf('src/soap/built-contract.ts'), 'wsdl/atws-1.6.wsdl']);
};
