import type { Section } from './entry';

/** Refusals of calls as such: log-in, tracking identifier, operations. */
export const CALLS = {
  integrationCodeInvalid: {
    text: 'IntegrationCode is invalid.',
    when: 'The tracking identifier in the AutotaskIntegrations header is missing or not one of the tenant’s.',
    provenance: 'recorded',
  },
  operationNotServed: {
    text: 'The operation {operation} is not available.',
    when: 'The contract declares the operation, but the emulator does not serve it.',
    provenance: 'inferred',
  },
  invalidUserName: {
    text: 'Invalid username',
    when: 'IntegrationCodeCheck names a user the tenant does not have.',
    provenance: 'documented',
  },
} as const satisfies Section;

/** Refusals about entity types. */
export const ENTITIES = {
  entityUnknown: {
    text: 'Value cannot be null.\r\nParameter name: type',
    when: 'query, GetFieldInfo or getUDFInfo names an entity that is not served.',
    provenance: 'recorded',
  },
  entityNotQueryable: {
    text: 'This entity type does not support the query action.',
    when: 'The entity cannot be queried.',
    provenance: 'recorded',
  },
  entityNotCreatable: {
    text: 'This entity type does not support the create action.',
    when: 'create: the entity cannot be created over SOAP.',
    provenance: 'inferred',
  },
  entityNotUpdatable: {
    text: 'This entity type does not support the update action.',
    when: 'update: the entity cannot be updated over SOAP.',
    provenance: 'inferred',
  },
  entityNotDeletable: {
    text: 'This entity type does not support the delete action.',
    when: 'delete: the entity cannot be deleted over SOAP.',
    provenance: 'inferred',
  },
  noEntities: {
    text: 'No entities were passed to {operation}.',
    when: 'create, update or delete is called with an empty Entities.',
    provenance: 'inferred',
  },
} as const satisfies Section;

/** Refusals by the limits of the service. */
export const LIMITS = {
  thresholdExceeded: {
    text: 'The API request threshold of {threshold} requests within {minutes} minutes has been exceeded.',
    when: 'Setting enforceThreshold: the tenant has had that many requests in the last 60 minutes.',
    provenance: 'inferred',
  },
  threadLimitExceeded: {
    text: 'The Autotask API thread threshold of {limit} threads has been exceeded.',
    when: 'Setting threadLimit: a tracking identifier has that many calls for one entity under way.',
    provenance: 'REST analogue',
  },
} as const satisfies Section;
