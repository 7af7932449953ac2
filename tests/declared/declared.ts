import type { EntityDocument } from '../../src/tenant/entity-document';
import { IDS } from '../support/updates';

/** Two entities that refer to each other and to resources, with a field of every kind. */
export const DECLARED: EntityDocument[] = [
  {
    name: 'Account',
    canDelete: false,
    fields: [
      { name: 'id', label: 'Account ID', type: 'long', required: true, readOnly: true },
      {
        name: 'AccountName',
        label: 'Account Name',
        type: 'string',
        length: 100,
        required: true,
        indexed: true,
      },
      {
        name: 'AccountType',
        label: 'Account Type',
        type: 'short',
        picklist: [
          { value: '1', label: 'Customer', system: true, default: true },
          { value: '2', label: 'Lead' },
          { value: '3', label: 'Dead', active: false },
        ],
      },
      {
        name: 'Rating',
        type: 'string',
        length: 10,
        picklist: [
          { value: 'A', label: 'Good', parent: '1' },
          { value: 'B', label: 'Bad', parent: '2' },
        ],
        picklistParent: 'AccountType',
      },
      { name: 'OwnerResourceID', type: 'long', required: true, reference: 'Resource', indexed: true },
      { name: 'ParentAccountID', type: 'integer', reference: 'Account' },
      { name: 'Country', type: 'integer', reference: 'Country' },
      { name: 'City', type: 'string', length: 50 },
      { name: 'Active', type: 'boolean', indexed: true },
      { name: 'CreateDate', type: 'datetime', readOnly: true, indexed: true },
      { name: 'Revenue', type: 'decimal' },
      { name: 'Score', type: 'double' },
      { name: 'Weight', type: 'float', wireType: 'xsd:decimal' },
      { name: 'Secret', type: 'string', length: 20, queryable: false },
    ],
    userDefinedFields: [
      { name: 'Customer Region', label: 'Region', type: 'string', length: 20, picklist: ['North', 'South'] },
      { name: 'Größe & <Maß>', type: 'double' },
      { name: 'Since', type: 'datetime' },
    ],
    rows: [
      {
        id: 1,
        AccountName: 'Ácme <Ltd> & Co',
        AccountType: 1,
        Rating: 'A',
        OwnerResourceID: IDS.tom,
        City: 'Örebro',
        Active: true,
        CreateDate: '2024-02-29T17:30:00.120',
        Revenue: 1234.5,
        Score: 0.1,
        Weight: 2,
        Secret: 'x',
        userDefinedFields: { 'Customer Region': 'North', 'Größe & <Maß>': 4.5, Since: '2020-01-02' },
      },
      {
        id: 2,
        AccountName: 'Beta',
        OwnerResourceID: IDS.ada,
        ParentAccountID: 1,
        Active: false,
        Revenue: -1,
      },
      {
        id: 7,
        AccountName: 'acme two',
        AccountType: 'Lead',
        OwnerResourceID: String(IDS.tom),
        Active: 'true',
        CreateDate: '3/1/2024',
        userDefinedFields: { 'Customer Region': 'South' },
      },
    ],
  },
  {
    name: 'Ticket',
    resultType: 'Ticket',
    fields: [
      { name: 'Title', type: 'string', required: true },
      { name: 'AccountID', type: 'long', reference: 'Account', required: true },
      { name: 'AssignedResourceID', type: 'long', reference: 'Resource' },
    ],
    rows: [
      { Title: 'First', AccountID: 1, AssignedResourceID: IDS.tom },
      { Title: 'Second', AccountID: 2 },
    ],
  },
];
