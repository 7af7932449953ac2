import { fieldInfo, queryById, queryPage, update, type CheckedCall } from './calls';
import type { Data } from './data';
import type { Fields } from './fields';

/** A workload: a generator of calls, always the same ones for the same data. */
export type Workload = (data: Data, fields: Fields) => () => CheckedCall;

/** The number of different resources and pages, evenly spread over the file. */
const SPREAD = 200;

export const WORKLOADS: Readonly<Record<string, { readonly title: string; readonly calls: Workload }>> = {
  W1: {
    title: 'one Resource by id',
    calls: (data, fields) => inTurn(spread(data).map((id) => queryById(data, fields, id))),
  },
  W2: {
    title: 'a page of 500 Resources',
    calls: (data, fields) => inTurn(pages(data).map((position) => queryPage(data, fields, position))),
  },
  W3: { title: 'update of one Resource, on the disk before the answer', calls: updates },
  W4: { title: 'GetFieldInfo', calls: (_data, fields) => () => fieldInfo(fields) },
  W5: { title: 'a mix: 70 % W1, 10 % W2, 15 % W3, 5 % W4', calls: mix },
};

const MIX = { W1: 70, W2: 10, W3: 15, W4: 5 } as const;

function mix(data: Data, fields: Fields): () => CheckedCall {
  const calls = Object.keys(MIX).map((name) => WORKLOADS[name]?.calls(data, fields));
  const shares = Object.values(MIX).flatMap((share, index) => Array.from({ length: share }, () => index));
  // 37 and 100 have no common divisor, so that the shares are mixed.
  const order = shares.map((_share, index) => shares[(index * 37) % shares.length]);
  let turn = 0;
  return () => {
    const next = calls[order[turn++ % order.length] ?? 0];
    if (!next) throw new Error('The mix names a workload that does not exist');
    return next();
  };
}

function updates(data: Data, fields: Fields): () => CheckedCall {
  const rows = spread(data).map((id) => data.read(id));
  const each = inTurn(rows);
  // Each update changes a value, as one without a change writes nothing.
  let count = 0;
  return () => update(fields, each(), `Engineer ${process.hrtime.bigint() % 1_000_000n}-${count++}`);
}

/** Ids of generated resources, without those of the demo tenant, which come first. */
function spread(data: Data): number[] {
  const step = Math.max(1, Math.floor((data.rows - 20) / SPREAD));
  return data.ids(20, data.rows).filter((_id, index) => index % step === 0);
}

function pages({ rows }: Data): number[] {
  const last = Math.max(0, rows - 501);
  return Array.from({ length: SPREAD }, (_none, index) => Math.floor((last * index) / SPREAD));
}

function inTurn<T>(all: readonly T[]): () => T {
  let turn = 0;
  return () => {
    const one = all[turn++ % all.length];
    if (one === undefined) throw new Error('The data file has too few resources');
    return one;
  };
}
