import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { queryById } from './calls';
import { withData } from './data';
import { readFields } from './fields';
import { progress, type Results, type Start } from './report';
import { callOnce, startOurs } from './servers';
import type { Settings } from './throughput';
import { CLI } from './service';

/** A program that starts an emulator and prints the duration of the call. */
const PROGRAM = `
  const { startEmulator } = require(${JSON.stringify(path.join(path.dirname(CLI), 'index.js'))});
  const started = performance.now();
  startEmulator().then((emulator) => {
    process.stdout.write(String(performance.now() - started));
    return emulator.close();
  });
`;

/** The section `start`: the time to start. */
export async function start({ rounds, rows: sizes }: Settings): Promise<Required<Results>['start']> {
  const measured: Start[] = [];
  const measure = async (
    what: string,
    rows: number | null,
    run: () => Promise<number> | number,
  ): Promise<void> => {
    const milliseconds: number[] = [];
    // The first run fills the file cache of the system.
    for (let round = 0; round <= rounds; round += 1) milliseconds.push(Math.round(await run()));
    progress(`${what}: ${milliseconds.slice(1).join(', ')} ms`);
    measured.push({ what, rows, milliseconds: milliseconds.slice(1) });
  };
  for (const rows of sizes) {
    await withData(rows, async (data) => {
      const known = await startOurs(data.file);
      const [id = 0] = data.ids(Math.floor(rows / 2), 1);
      const call = queryById(data, await readFields(known), id);
      await known.stop();
      await measure('atws serve, to the first right answer', rows, async () => {
        const started = performance.now();
        const server = await startOurs(data.file);
        call.check(await callOnce(server, call));
        const took = performance.now() - started;
        await server.stop();
        return took;
      });
    });
  }
  await measure('startEmulator(), the first in a process', null, () =>
    Number(execFileSync(process.execPath, ['-e', PROGRAM], { encoding: 'utf8' })),
  );
  await measure('atws --help, the whole command', null, () => {
    const started = performance.now();
    execFileSync(process.execPath, [CLI, '--help']);
    return performance.now() - started;
  });
  return { measured };
}
