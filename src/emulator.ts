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
import { ContractError, readContract, type Contract } from './soap/contract';
import { checkOperations, Dispatcher } from './soap/dispatch';
import type { Pipeline } from './soap/pipeline';
import { publicUrlOf } from './soap/public-url';
import { ResponseWriter } from './soap/response';
import { Delivery } from './mail/delivery';
import { Store } from './store/store';
import { demoTenant, fillTenant } from './tenant/fill';
import { PASSWORD_MASK } from './updates/update-resources';

const WSDL_FILE = path.join(__dirname, '..', 'wsdl', 'atws-1.6.wsdl');

const DEMO_TRACKING_IDENTIFIER = 'DEMO-TRACKING-IDENTIFIER-01';

/** An idle connection is kept this long: longer than clients do, so that they close first. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** When the server closes, requests get this long to be answered; connections that became idle go at once. */
const DRAIN_MS = 5000;
const SWEEP_MS = 20;

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
  /** Scheme, host and port of this server as this machine reaches it; the JSON API is below `/_emulator`. */
  readonly controlUrl: string;
  /** Whether the demo tenant is served, whose log-ins everybody knows. */
  readonly isDemo: boolean;
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
    const delivery = new Delivery(
      store,
      clock,
      { smtpUrl: config.smtpUrl, sender: config.mailFrom },
      (error) => {
        logger.error({ err: error }, 'The outbox could not be worked off');
      },
    );
    const service: Service = {
      store,
      clock,
      hasher,
      entities: entities.filter(({ name }) => contract.types.has(name)),
      timeZone: new TimeZone(config.timeZone ?? (await store.tenant.read()).timeZone),
      emptyElements: config.emptyElements,
      confirmationHours: config.confirmationHours,
      threshold: config.threshold,
      wakeDelivery: () => {
        delivery.wake();
      },
    };
    const pipeline = createPipeline(config, contract, service, logger);
    const server = createServer(createApp(pipeline, service, config, logger));
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    await listen(server, config);
    delivery.wake();
    const url = (config.publicUrl?.replace(/\/+$/, '') ?? addressOf(server)) + ENDPOINT_PATH;
    return {
      url,
      wsdlUrl: url.replace(/\.asmx$/, '.wsdl'),
      controlUrl: addressOf(server),
      isDemo: await store.tenant.isTrackingIdentifier(DEMO_TRACKING_IDENTIFIER),
      close: async () => {
        await closeServer(server);
        await delivery.close();
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
  const contract = await readContract(readWsdl(file ?? WSDL_FILE));
  if (file === undefined) checkOperations(contract);
  return contract;
}

function readWsdl(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ContractError(`The WSDL ${file} cannot be read: ${(error as Error).message}`);
  }
}

function createPipeline(config: Config, contract: Contract, service: Service, logger: Logger): Pipeline {
  const { store, clock, hasher } = service;
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

/** Requests that are under way are answered, connections that wait for the next one are ended. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, SWEEP_MS);
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
