// Reads the built-in WSDL and fills the demo tenant at build time, which makes starts faster. A step of `npm run
// build`.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { buildContract } = require('../dist/built-contract');
const { buildDemo } = require('../dist/built-tenant');

buildContract(readFileSync(path.join(__dirname, '..', 'wsdl', 'atws-1.6.wsdl'), 'utf8'));
buildDemo();
