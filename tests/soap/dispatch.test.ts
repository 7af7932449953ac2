import type { Emulator } from '../../src/server/emulator';
import { readContract, type Contract } from '../../src/soap/contract';
import { checkOperations } from '../../src/soap/dispatch';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NAMESPACE, start } from '../support/emulator';
import { envelope } from '../support/soap';
import { expectFault, expectVersion, postXml, textOf, VERSION_CALL } from '../support/wire';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start();
});
afterAll(() => emulator.close());

const ACTION = `${NAMESPACE}GetWsdlVersion`;
const EMPTY_BODY = envelope('');

describe('the SOAPAction decides which operation is called', () => {
  test.each([
    ['quoted', `"${ACTION}"`],
    ['not quoted', ACTION],
    ['with white space around', ` "${ACTION}" `],
    ['with white space inside the quotes', `" ${ACTION} "`],
  ])('%s', async (_title, soapAction) => {
    expectVersion(await postXml(emulator.url, EMPTY_BODY, { headers: { SOAPAction: soapAction } }));
  });

  test('getEntityInfo is called as GetEntityInfo', async () => {
    const answer = await postXml(emulator.url, envelope(`<GetEntityInfo xmlns="${NAMESPACE}"/>`), {
      action: 'GetEntityInfo',
    });
    expect(textOf(answer.body, 'Name')).toBe('Resource');
  });

  test.each([
    ['no element at all', EMPTY_BODY],
    ['the element of another operation', envelope(`<query xmlns="${NAMESPACE}"/>`)],
    ['an element that differs in case', envelope(`<getwsdlversion xmlns="${NAMESPACE}"/>`)],
    ['an element of no namespace', envelope('<GetWsdlVersion/>')],
    ['an element nobody knows', envelope('<x:y xmlns:x="urn:x"/>')],
    ['text', envelope('GetWsdlVersion')],
  ])('with %s in the Body', async (_title, xml) => {
    expectVersion(await postXml(emulator.url, xml, { action: 'GetWsdlVersion' }));
  });

  test('a client that names the element GetThresholdAndUsageInfo is understood, as published clients do', async () => {
    const answer = await postXml(emulator.url, envelope(`<GetThresholdAndUsageInfo xmlns="${NAMESPACE}"/>`), {
      action: 'getThresholdAndUsageInfo',
    });
    expect(textOf(answer.body, 'ReturnCode')).toBe('1');
  });

  test.each([
    ['another element', `<GetFieldInfo xmlns="${NAMESPACE}"><sXML>&lt;queryxml/></sXML></GetFieldInfo>`],
    ['the element in no namespace', '<query><sXML>&lt;queryxml/></sXML></query>'],
    [
      'the parameter in no namespace',
      `<q:query xmlns:q="${NAMESPACE}"><sXML>&lt;queryxml/></sXML></q:query>`,
    ],
    ['a nil parameter', `<query xmlns="${NAMESPACE}"><sXML xsi:nil="true"/></query>`],
    ['no parameter', `<query xmlns="${NAMESPACE}"/>`],
  ])('with %s every parameter is null', async (_title, body) => {
    const answer = await postXml(emulator.url, envelope(body), { action: 'query' });
    expect(answer.status).toBe(200);
    expect(textOf(answer.body, 'Message')).toBe('Root element is missing.');
  });

  const unknown = [
    ['an operation nobody declares', `${NAMESPACE}fly`],
    ['an operation in another case', `${NAMESPACE}QUERY`],
    ['getEntityInfo by its operation name', `${NAMESPACE}getEntityInfo`],
    ['a name without namespace', 'query'],
    ['the namespace alone', NAMESPACE],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['__proto__ in the namespace', `${NAMESPACE}__proto__`],
    ['toString in the namespace', `${NAMESPACE}toString`],
    ['XML', '<a>&b;</a>'],
  ] as const;

  test.each(unknown)('%s is not recognized', async (_title, action) => {
    for (const soapAction of [action, `"${action}"`]) {
      const answer = await postXml(emulator.url, VERSION_CALL, { headers: { SOAPAction: soapAction } });
      expectFault(
        answer,
        'Client',
        `Server did not recognize the value of HTTP Header SOAPAction: ${action}.`,
      );
    }
  });
});

describe('without a SOAPAction the element in the Body decides', () => {
  test.each([
    ['left out', undefined],
    ['empty', ''],
    ['an empty string in quotes', '""'],
    ['blank', '" "'],
  ])('%s', async (_title, soapAction) => {
    expectVersion(await postXml(emulator.url, VERSION_CALL, { headers: { SOAPAction: soapAction } }));
  });

  test.each([
    ['nothing', ''],
    ['an element nobody declares', `<fly xmlns="${NAMESPACE}"/>`],
    ['an element of another namespace', '<query xmlns="urn:x"/>'],
    ['an element of no namespace', '<query/>'],
    ['a response element', `<queryResponse xmlns="${NAMESPACE}"/>`],
    ['__proto__', `<__proto__ xmlns="${NAMESPACE}"/>`],
    ['constructor', `<constructor xmlns="${NAMESPACE}"/>`],
  ])('%s is not recognized', async (_title, body) => {
    expectFault(
      await postXml(emulator.url, envelope(body)),
      'Client',
      'Server was unable to process request. ---> Unable to handle request without a valid action parameter. Please supply a valid soap action.',
    );
  });
});

describe('a contract whose operations differ from the handlers stops start-up', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await readContract(
      readFileSync(path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl'), 'utf8'),
    );
  });

  test('the built-in contract and the handlers match', () => {
    expect(() => {
      checkOperations(contract);
    }).not.toThrow();
  });

  test('an operation without a handler is named', () => {
    const [first] = contract.operations;
    const more = { ...contract, operations: [...contract.operations, { ...first!, name: 'fly' }] };
    expect(() => {
      checkOperations(more);
    }).toThrow('The WSDL and the operations differ. Without a handler: fly. Without a declaration: none.');
  });

  test('a handler without an operation is named', () => {
    const fewer = { ...contract, operations: contract.operations.filter(({ name }) => name !== 'query') };
    expect(() => {
      checkOperations(fewer);
    }).toThrow('The WSDL and the operations differ. Without a handler: none. Without a declaration: query.');
  });
});
