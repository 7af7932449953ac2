import { IDS, opened } from '../support/updates';
import { Api, BY } from '../support/json-api';

const api = new Api(opened());

const TASK = { by: BY, type: 'Task', title: 'Work', owner: IDS.ada };
const NOBODY = 4711;

test.each<readonly [path: string, body: object, field: string | undefined, detail: string]>([
  [
    `/resources/${IDS.paul}/inactivate`,
    { by: 'tom.tech' },
    'by',
    'Only an active user with System Administrator rights may do that; tom.tech is none.',
  ],
  [
    `/resources/${IDS.paul}/invite`,
    { by: 'no.body' },
    'by',
    'Only an active user with System Administrator rights may do that; no.body is none.',
  ],
  ['/records', { ...TASK, by: 'no.body' }, 'by', 'Only an active resource may do that; no.body is none.'],
  [
    '/records',
    { ...TASK, by: 'ina.active' },
    'by',
    'Only an active resource may do that; ina.active is none.',
  ],
  [`/resources/${NOBODY}/inactivate`, { by: BY }, undefined, 'There is no resource 4711.'],
  [`/resources/${NOBODY}/invite`, { by: BY }, undefined, 'There is no resource 4711.'],
  [`/resources/${NOBODY}/redact`, { by: BY, reason: 'asked for' }, undefined, 'There is no resource 4711.'],
  [`/resources/${IDS.ada}/redact`, { by: BY, reason: 'asked for' }, undefined, 'You cannot redact yourself.'],
  [`/resources/${IDS.ada}/delete`, { by: BY }, undefined, 'Users cannot delete themselves.'],
  ['/records', { ...TASK, owner: 'no.body' }, 'owner', 'There is no resource no.body.'],
  ['/records', { ...TASK, owner: `${IDS.ada}.0` }, 'owner', `There is no resource ${IDS.ada}.0.`],
  ['/records', { ...TASK, owner: ` ${IDS.ada}` }, 'owner', `There is no resource  ${IDS.ada}.`],
  ['/records', { ...TASK, owner: `${IDS.ada} ` }, 'owner', `There is no resource ${IDS.ada} .`],
  ['/records', { ...TASK, responsible: NOBODY }, 'responsible', 'There is no resource 4711.'],
  ['/records', { ...TASK, title: ' ' }, 'title', 'A record needs a title.'],
  ['/records', { ...TASK, type: 'Tasks' }, 'type', 'There is no record type Tasks. Did you mean Task?'],
  ['/records/4711/close', { by: BY }, undefined, 'There is no record 4711.'],
  ['/records/4711/assign', { by: BY, owner: IDS.tom }, undefined, 'There is no record 4711.'],
  ['/records/2/assign', { by: BY, owner: NOBODY }, 'owner', 'There is no resource 4711.'],
  ['/records/2/assign', { by: BY, responsible: NOBODY }, 'responsible', 'There is no resource 4711.'],
  ['/records/1/close', { by: BY }, undefined, 'The record 1 is closed.'],
  ['/records/1/assign', { by: BY, owner: IDS.tom }, undefined, 'The record 1 is closed.'],
])('what is refused is told, and of whom or what: %s of %j', async (path, body, field, detail) => {
  const problem = await api.refused(path, body);
  expect([problem.detail, problem.field]).toEqual([detail, field]);
});
