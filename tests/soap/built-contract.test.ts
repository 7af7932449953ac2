import { readFileSync } from 'node:fs';
import path from 'node:path';
import { contractOf } from '../../src/soap/built-contract';
import { readContract } from '../../src/soap/contract';

const ROOT = path.join(__dirname, '..', '..');
const source = readFileSync(path.join(ROOT, 'wsdl', 'atws-1.6.wsdl'), 'utf8');

test('the contract that the build read is that of the built-in WSDL (npm run build reads it)', async () => {
  const { digest } = JSON.parse(readFileSync(path.join(ROOT, 'dist', 'contract.json'), 'utf8')) as {
    digest: string;
  };
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await contractOf(source)).toEqual(await readContract(source));
});

test('any other WSDL is read itself, however little it differs', async () => {
  const action = 'http://autotask.net/ATWS/v1_6/GetWsdlVersion';
  const other = source.replaceAll(`soapAction="${action}"`, `soapAction="${action}2"`);
  const contract = await contractOf(other);
  expect(contract).toEqual(await readContract(other));
  expect(contract.operations.map((operation) => operation.action)).toContain(`${action}2`);
});
