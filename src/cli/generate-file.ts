// The work of `atws generate`: a data file with the demo tenant and many resources.

import { existsSync } from 'node:fs';
import { ConfigError } from '../input/config-error';
import { Hasher } from '../passwords/hasher';
import { isDatabaseUrl } from '../config/database-url';
import { DataFileError } from '../store/data-file-error';
import { Store } from '../store/store';
import { demoTenant } from '../tenant/demo-tenant';
import { fillTenant } from '../tenant/fill';
import { generatedResource, type TenantIds } from '../tenant/generate';
import { newDataFile } from './new-data-file';
import { Progress } from './progress';

/** Rows of one transaction: many enough for a cheap fsync, few enough for little memory. */
const BATCH = 10_000;

/** Makes a data file with a number of generated resources. `bcryptCost`: that of passwords. */
export async function generateFile(data: string, resources: string, bcryptCost: number): Promise<void> {
  const demo = demoTenant();
  const total = Number(resources);
  if (!Number.isInteger(total) || total < demo.resources.length) {
    throw new ConfigError(
      `--resources must be a whole number from ${demo.resources.length}, not ${resources}.`,
    );
  }
  if (isDatabaseUrl(data))
    throw new ConfigError('--data must be the name of a file: atws generate makes a new one.');
  if (existsSync(data)) throw new DataFileError(`${data} exists; name another file with --data.`);
  await newDataFile(data, (unfinished) => generate(unfinished, total, bcryptCost));
  process.stdout.write(`${data} holds ${total} resources.\n`);
}

async function generate(file: string, total: number, bcryptCost: number): Promise<void> {
  const progress = new Progress('Resources', total);
  const hasher = new Hasher(bcryptCost);
  try {
    const demo = demoTenant();
    const store = await Store.open(file, (stores) => fillTenant(stores, demo, hasher));
    try {
      progress.step(demo.resources.length);
      const ground: TenantIds = {
        locations: demo.internalLocations.filter(({ Active }) => Active).map(({ id }) => id),
        userTypes: demo.securityLevels
          .filter((level) => level.active && level.system && !level.apiOnly)
          .map(({ id }) => id),
        roles: demo.roles.filter(({ Active }) => Active).map(({ id }) => id),
        firstId: await store.resources.nextId(),
      };
      const count = total - demo.resources.length;
      for (let start = 0; start < count; start += BATCH) {
        await store.transaction(async ({ resources }) => {
          for (let number = start; number < Math.min(start + BATCH, count); number += 1) {
            const { record, extras } = generatedResource(number, ground);
            await resources.insert(record, extras);
          }
        });
        progress.step(Math.min(BATCH, count - start));
      }
      await store.transaction(({ roles }) => roles.followDefault());
    } finally {
      await store.close();
    }
  } finally {
    progress.stop();
    await hasher.close();
  }
}
