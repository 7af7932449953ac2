import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startProgram, type Server } from '../servers';
import { WSDL } from '../service';
import { COST, readFields, type Field } from './resource-table';

const SOURCE = path.join(__dirname, '..', '..', 'peers', 'gsoap-server.cpp');

/** Why the gSOAP peer cannot be measured; undefined where it can. */
export function withoutGsoap(): string | undefined {
  const isThere = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
  return isThere('wsdl2h', '-V') && isThere('g++', '--version') && isThere('pkg-config', 'gsoap++', 'sqlite3')
    ? undefined
    : 'gSOAP was not measured: it takes the packages gsoap, libgsoap-dev, libsqlite3-dev, g++ and pkg-config.';
}

/** Starts the gSOAP peer, which is compiled for the fields once in a run of the benchmark. */
export async function startGsoap(data: string, fields: string): Promise<Server> {
  return startProgram('gSOAP in C++', compiled(readFields(fields)), [data, '0']);
}

let program: string | undefined;

function compiled(fields: readonly Field[]): string {
  if (program !== undefined) return program;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atws-bench-gsoap-'));
  process.on('exit', () => {
    spawnSync('rm', ['-rf', folder]);
  });
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const flags = (option: string): string[] =>
    run('pkg-config', option, 'gsoap++', 'sqlite3').trim().split(/\s+/);
  // An element without a type would be raw XML, which has no xsi:type.
  const contract = readFileSync(WSDL, 'utf8').replace(
    /(<xsd:element (?![^>]*\b(?:type|ref)=)[^>]*name="[^"]+"[^>]*?)\s*\/>/g,
    '$1 type="xsd:anyType"/>',
  );
  writeFileSync(path.join(folder, 'atws.wsdl'), contract);
  run('wsdl2h', '-p', '-o', 'atws.h', 'atws.wsdl');
  const header = path.join(folder, 'atws.h');
  writeFileSync(header, withWrappers(readFileSync(header, 'utf8')));
  mkdirSync(path.join(folder, 'made'));
  run('soapcpp2', '-S', '-x', '-L', '-c++11', '-I/usr/share/gsoap/import', '-dmade', 'atws.h');
  writeFileSync(path.join(folder, 'columns.inc'), fields.flatMap(column).join(''));
  writeFileSync(path.join(folder, 'fields.inc'), fields.flatMap(lines).join(''));
  cpSync(SOURCE, path.join(folder, 'server.cpp'));
  const sources = ['server.cpp', 'made/soapServer.cpp', 'made/soapC.cpp'];
  const compiler = ['-O2', '-std=c++17', '-I.', '-Imade', ...flags('--cflags'), ...sources, '-o', 'server'];
  run('g++', ...compiler, ...flags('--libs'), '-pthread');
  program = path.join(folder, 'server');
  return program;
}

/** Declares the types of values that stand in elements of any type, which the programs of gSOAP do not by themselves. */
function withWrappers(header: string): string {
  const missing = [
    ['double', 'double'],
    ['dateTime', 'std::string'],
  ].filter(([name]) => !header.includes(`class xsd__${name}_ `));
  const wrappers = missing.map(
    ([name, type]) => `class xsd__${name}_ : public xsd__anyType\n{ public:\n    ${type} __item;\n};\n\n`,
  );
  // Behind the class that it extends, before the comment of another one that does.
  const before = header.lastIndexOf('\n\n', header.indexOf('class xsd__string_ '));
  return `${header.slice(0, before)}\n\n${wrappers.join('')}${header.slice(before)}`;
}

const TYPES: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  datetime: 'datetime',
  double: 'real',
  integer: 'integer',
  long: 'integer',
  string: 'text',
};

function column({ Name, Type, IsQueryable, IsReadOnly, PicklistValues }: Field): string[] {
  if (!IsQueryable || Name === 'id') return [];
  const sql = JSON.stringify(Name === 'InternalCost' ? COST : `"${Name}"`);
  return [
    `COLUMN(${Name}, ${sql}, ${TYPES[Type] ?? 'text'}, ${!IsReadOnly}, ${PicklistValues !== undefined})\n`,
  ];
}

/** The field, and its picklist values. */
function lines(field: Field): string[] {
  const text = (value = ''): string => JSON.stringify(value);
  const flags = [field.IsRequired, field.IsReadOnly, field.IsQueryable, field.IsReference]
    .map(String)
    .join(', ');
  const first = `FIELD(${text(field.Name)}, ${text(field.Label)}, ${text(field.Type)}, ${field.Length}, ${flags}, ${text(field.ReferenceEntityType)}, ${field.IsPickList})\n`;
  const values = (field.PicklistValues?.PickListValue ?? []).map(
    (one) =>
      `VALUE(${text(one.Value)}, ${text(one.Label)}, ${one.IsDefaultValue}, ${one.SortOrder}, ${one.IsActive}, ${one.IsSystem})\n`,
  );
  return [first, ...values];
}
