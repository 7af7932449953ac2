import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator, EmulatorOptions } from '../../src/server/emulator';
import { NAMESPACE, start, temporaryFolder } from './emulator';

/**
 * The revisions of the contract in circulation, each made from one of the two WSDL documents here by its known
 * differences.
 */

const LATEST = readFileSync(path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl'), 'utf8');
const EARLY = readFileSync(path.join(__dirname, 'atws-1.6-early.wsdl'), 'utf8');

export const NAMESPACE_1_5 = 'http://autotask.net/ATWS/v1_5/';

/** A revision of the contract. */
export interface Revision {
  readonly title: string;
  readonly wsdl: string;
  readonly namespace: string;
  readonly path: string;
  readonly version: string;
}

const PATH_1_6 = '/ATServices/1.6/atws.asmx';

function revision(title: string, wsdl: string): Revision {
  return { title, wsdl, namespace: NAMESPACE, path: PATH_1_6, version: '1.6.8' };
}

/** A text with some parts replaced, each of which must occur. */
function changed(
  text: string,
  ...changes: readonly (readonly [from: string | RegExp, to: string])[]
): string {
  return changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`Nothing to replace: ${String(from)}`);
    return after;
  }, text);
}

const VENDOR_2019 = changed(EARLY, [
  /<s:element [^>]*name="SurveyResourceRating" \/>/,
  '$&<s:element minOccurs="0" maxOccurs="1" name="LicenseType" />',
]);

export const REVISIONS: readonly Revision[] = [
  revision('early 1.6', EARLY),
  revision('1.6 of May 2019', VENDOR_2019),
  revision(
    '1.6 of August 2019, which requires PicklistValues',
    changed(VENDOR_2019, [
      /<s:element minOccurs="0" (maxOccurs="1" name="PicklistValues")/,
      '<s:element minOccurs="1" $1',
    ]),
  ),
  revision(
    '1.6 of 2020, without the access of users',
    changed(LATEST, [
      /<xsd:element name="UserAccessForCreate"[^]*?(?=<xsd:element name="HasUserDefinedFields")/,
      '',
    ]),
  ),
  {
    title: '1.5',
    wsdl: EARLY.replaceAll('v1_6', 'v1_5')
      .replaceAll('/1.6/', '/1.5/')
      .replaceAll('Version 1.6', 'Version 1.5'),
    namespace: NAMESPACE_1_5,
    path: '/ATServices/1.5/atws.asmx',
    version: '1.5',
  },
];

/** An invented revision that requires every member which the latest one allows, except in lists. */
export const STRICT = revision(
  'a contract that requires everything',
  LATEST.replace(/minOccurs="0" maxOccurs="1"/g, 'minOccurs="1" maxOccurs="1"'),
);

/** Starts an emulator with a contract. */
export async function startWith(wsdl: string, options: EmulatorOptions = {}): Promise<Emulator> {
  const folder = temporaryFolder();
  try {
    const file = path.join(folder.path, 'contract.wsdl');
    writeFileSync(file, wsdl);
    return await start({ ...options, wsdl: file });
  } finally {
    folder.remove();
  }
}
