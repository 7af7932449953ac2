const path = require('node:path');
const { filesIn, modulesOf, requireBuilt } = require('../../scripts/sources.cjs');

/** Jest's global set-up: the threads and the contract in dist/, which every emulator uses, must be up to date. */
module.exports = () => {
  for (const thread of filesIn('src').filter((file) => file.endsWith('-thread.ts'))) {
    requireBuilt(`${path.basename(thread, '.ts')}.js`, [...modulesOf(thread)]);
  }
  requireBuilt('contract.json', [...modulesOf('src/soap/built-contract.ts'), 'wsdl/atws-1.6.wsdl']);
};
