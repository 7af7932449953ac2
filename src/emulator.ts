import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import pino, { type Logger } from 'pino';
import { createApp } from './app';
import { systemClock, type Clock } from './clock';
import { readConfig, type Config, type GivenSettings } from './config';
import { entities } from './entities/index';
import { TimeZone } from './entities/time-zone';
import { ENDPOINT_PATH } from './operations/get-zone-info';
import type { Service } from './operations/operation';
import { Hasher } from './passwords/hasher';
import { Authentication } from './soap/authentication';
import { readContract, type Contract } from './soap/contract';
import { checkOperations, Dispatcher } from './soap/dispatch';
import type { Pipeline } from './soap/pipeline';
import { publicUrlOf } from './soap/public-url';
import { ResponseWriter } from './soap/response';
import { Store } from './store/store';
import { demoTenant, fillTenant } from './tenant/fill';

const WSDL_FILE = path.join(__dirname, '..', 'wsdl', 'atws-1.6.wsdl');

/** The mask of a password in the recorded answers. */
const PASSWORD_MASK = '******';

/** An idle connection is kept this long: longer than clients do, so that they close first. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** What an emulator takes besides its settings. */
export interface EmulatorOptions extends GivenSettings {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** One running emulator. */
export interface Emulator {
  /** The address of the SOAP endpoint. */
  readonly url: string;
  readonly wsdlUrl: string;
  /** Ends all connections and closes the data. */
  close(): Promise<void>;
}

/** Assembles an emulator and starts it: settings, store, contract, listener. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { clock = systemClock, logger = pino({ enabled: false }), ...given } = options;
  const config = readConfig(given);
  const contract = await loadContract(config.wsdl);
  const hasher = new Hasher(config.bcryptCost);
  const store = await Store.open(config.memory ? undefined : config.data, (areas) =>
    fillTenant(areas, demoTenant(), hasher),
  );
  try {
    const pipeline = await createPipeline(config, contract, store, hasher, clock, logger);
    const server = createServer(createApp(pipeline, logger));
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    await listen(server, config);
    const url = (config.publicUrl ?? addressOf(server)) + ENDPOINT_PATH;
    return {
      url,
      wsdlUrl: url.replace(/\.asmx$/, '.wsdl'),
      close: async () => {
        await closeServer(server);
        await hasher.close();
        await store.close();
      },
    };
  } catch (error) {
    await hasher.close();
    await store.close();
    throw error;
  }
}

async function loadContract(file: string | undefined): Promise<Contract> {
  const contract = await readContract(readFileSync(file ?? WSDL_FILE, 'utf8'));
  if (file === undefined) checkOperations(contract);
  return contract;
}

async function createPipeline(
  config: Config,
  contract: Contract,
  store: Store,
  hasher: Hasher,
  clock: Clock,
  logger: Logger,
): Promise<Pipeline> {
  const tenant = await store.tenant.read();
  const service: Service = {
    store,
    clock,
    entities: entities.filter(({ name }) => contract.types.has(name)),
    timeZone: new TimeZone(config.timeZone ?? tenant.timeZone),
    threshold: config.threshold,
  };
  return {
    contract,
    dispatcher: new Dispatcher(
      contract,
      service,
      new ResponseWriter(contract, config.passwordMask ? PASSWORD_MASK : null),
    ),
    authentication: new Authentication(store, hasher, clock),
    store,
    clock,
    apiOnlyUsers: config.apiOnlyUsers,
    maxBody: config.maxBody,
    publicUrl: (request) => publicUrlOf(request, config),
    failed: (error, request) => {
      logger.error({ err: error, request }, 'A request failed');
    },
  };
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
