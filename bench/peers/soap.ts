import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { XMLParser } from 'fast-xml-parser';
import { listen } from 'soap';
import { readFields, ResourceTable, wireType, type Row } from './resource-table';
import { objectXml, resourcesXml } from './xml';

/**
 * The peer `soap`: a server written with the `soap` package, without log-in. The first argument is the form of its
 * answers: `objects` that the package writes, or `xml` that is written here and passed through (`$xml`).
 */

const [, , how, data = '', fieldsFile = '', wsdl = '', path = ''] = process.argv;
const fields = readFields(fieldsFile);
const table = new ResourceTable(data, fields);
const answered = fields.filter(({ Name, IsQueryable }) => IsQueryable && Name !== 'id');
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false });

interface Query {
  readonly queryxml: {
    readonly query: {
      readonly field: { readonly expression: { readonly op: string; readonly '#text': string } };
    };
  };
}

function find({ sXML }: { readonly sXML: string }): Row[] {
  const { op, '#text': id } = (parser.parse(sXML) as Query).queryxml.query.field.expression;
  return op === 'Equals' ? table.byId(Number(id)) : table.after(Number(id));
}

interface Update {
  readonly Entities: { readonly Entity: readonly Readonly<Record<string, string>>[] };
}

function change({ Entities }: Update): Row[] {
  return Entities.Entity.flatMap((sent) => table.update(sent));
}

function resources(rows: readonly Row[]): object {
  if (how === 'xml') return { $xml: resourcesXml(fields, rows) };
  return {
    ReturnCode: 1,
    EntityResults: { Entity: rows.map(entity) },
    EntityResultType: 'resource',
    Errors: {},
    EntityReturnInfoResults: {
      EntityReturnInfo: rows.map(({ id }) => ({
        EntityId: id,
        DatabaseAction: 'None',
        DuplicateStatus: { Found: false, Ignored: false },
      })),
    },
  };
}

function entity(row: Row): object {
  const members = answered
    .filter(({ Name }) => row[Name] !== null)
    .map((field) => [field.Name, { attributes: { 'xsi:type': wireType(field) }, $value: row[field.Name] }]);
  return {
    attributes: { 'xsi:type': 'Resource' },
    id: row['id'],
    UserDefinedFields: {},
    ...(Object.fromEntries(members) as object),
  };
}

const port = {
  query: (sent: { readonly sXML: string }) => ({ queryResult: resources(find(sent)) }),
  update: (sent: Update) => ({ updateResult: resources(change(sent)) }),
  GetFieldInfo: () => ({
    GetFieldInfoResult: how === 'xml' ? { $xml: objectXml({ Field: fields }) } : { Field: fields },
  }),
};

const app = express();
const server = createServer(app).listen(0, '127.0.0.1', () => {
  listen(app, path, { ATWS: { ATWSSoap: port } }, readFileSync(wsdl, 'utf8'), () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
});
