// Assembles the context of the emulator and the app from settings, contract and store.

import type { RequestListener } from 'node:http';
import path from 'node:path';
import { createApp } from './app';
import type { Config } from '../config/settings';
import { TimeZone } from '../entities/time-zone';
import type { Log } from '../runtime/log';
import { apiVersionOf } from '../operations/api-version';
import { FieldInfos } from '../operations/field-infos';
import { ROOT } from '../config/package-files';
import type { Opened } from './open';
import { ServedEntities } from './served-entities';
import { Authentication } from '../soap/authentication';
import { clientOf } from '../http/client-of';
import { contractOf } from '../soap/built-contract';
import type { Contract } from '../soap/contract';
import { ContractError } from '../soap/contract-error';
import { checkOperations, Dispatcher } from '../soap/dispatch';
import { Limits } from '../soap/limits';
import type { SoapContext } from '../soap/pipeline';
import { WireFormats } from '../soap/wire-formats';
import { publicUrlOf } from '../http/public-url';
import { SharedMemory } from '../http/request-memory';
import { ResponseWriter } from '../soap/response';
import { readTextFile } from '../input/file-text';
import { MASK } from '../entities/mask';
import type { EmulatorContext } from '../operations/emulator-context';

const WSDL_FILE = path.join(ROOT, 'wsdl', 'atws-1.6.wsdl');

/** The encoding in an XML declaration, which is replaced, as the document is served in UTF-8. */
const ENCODING = /^(<\?xml[^>]*?\bencoding\s*=\s*["'])[^"']*/;

/** The least memory for bodies of clients without a log-in, in all. */
const STRANGERS_BYTES = 16_777_216;

/** A server that does not listen yet. */
export interface Assembled {
  readonly emulator: EmulatorContext;
  readonly app: RequestListener;
}

/** Assembles a server over an open store. `origin` is called once the server listens; `closing` aborts when it closes. */
export function assembleServer(
  config: Config,
  contract: Contract,
  opened: Opened,
  logger: Log,
  { origin, closing }: { readonly origin: () => string; readonly closing: AbortSignal },
): Assembled {
  const served = new ServedEntities(opened.store, contract, config.wsdl === undefined);
  const emulator = emulatorContext(config, contract, served, opened, origin);
  const soap = soapContext(config, contract, served, emulator, opened, logger, closing);
  const app = createApp(soap, emulator.api.path, async () => {
    const { createPages } = await import('./web.js');
    return createPages(config, soap, emulator, opened);
  });
  return { emulator, app };
}

function emulatorContext(
  config: Config,
  contract: Contract,
  served: ServedEntities,
  { store, hasher, clock, journal, faultRules, wakeDelivery, reset }: Opened,
  origin: () => string,
): EmulatorContext {
  const wireFormats = new WireFormats(contract, config.passwordMask ? MASK : null);
  let zone: TimeZone | undefined;
  return {
    api: apiVersionOf(contract.namespace),
    operations: contract.operations.map(({ name }) => name),
    store,
    clock,
    hasher,
    journal,
    faultRules,
    fieldInfos: new FieldInfos(),
    wireFormatOf: (entity) => wireFormats.of(entity),
    textsWithoutValueOf: (entity) => wireFormats.textsWithoutValue(entity),
    entities: () => served.entities(),
    // Read anew, as another process may restore a state with another zone.
    get timeZone() {
      const name = config.timeZone ?? store.state.last.timeZone;
      if (zone?.name !== name) zone = new TimeZone(name);
      return zone;
    },
    emptyElements: config.emptyElements,
    get linkBase() {
      return publicOrigin(config, origin());
    },
    confirmationHours: config.confirmationHours,
    settings: config,
    startedAt: new Date().toISOString(),
    threshold: config.threshold,
    wakeDelivery,
    reset,
    mayReset: config.memory || config.allowReset,
  };
}

/** The public URL without the headers of a request. */
export function publicOrigin({ publicUrl }: Pick<Config, 'publicUrl'>, origin: string): string {
  return publicUrl?.replace(/\/+$/, '') ?? origin;
}

/** The contract of a WSDL file; without one, of the built-in WSDL. Throws a ContractError. */
export async function loadContract(file: string | undefined): Promise<Contract> {
  const source = readTextFile(file ?? WSDL_FILE, 'The WSDL').replace(ENCODING, '$1utf-8');
  try {
    const contract = await contractOf(source);
    if (file === undefined) checkOperations(contract);
    return contract;
  } catch (error) {
    throw error instanceof ContractError
      ? new ContractError(`${file ?? WSDL_FILE}: ${error.message}`)
      : error;
  }
}

function soapContext(
  config: Config,
  contract: Contract,
  served: ServedEntities,
  emulator: EmulatorContext,
  { callerPasswords, metrics, failed }: Opened,
  logger: Log,
  closing: AbortSignal,
): SoapContext {
  const { store, clock, journal, faultRules, threshold, api } = emulator;
  const secure = config.tlsCert !== undefined || config.tlsSelfSigned !== undefined;
  const urlSettings = { publicUrl: config.publicUrl, trustProxy: config.trustProxy, secure };
  return {
    contract,
    wholeContract: () => served.contract(),
    dispatcher: new Dispatcher(
      contract,
      emulator,
      new ResponseWriter(contract),
      new Limits(store, clock, config),
    ),
    authentication: new Authentication(store, callerPasswords),
    store,
    clock,
    get timeZone() {
      return emulator.timeZone;
    },
    apiOnlyUsers: config.apiOnlyUsers && api.isRestricted,
    maxBody: config.maxBody,
    strangersMemory: new SharedMemory(Math.max(STRANGERS_BYTES, 2 * config.maxBody)),
    publicUrl: (request) => publicUrlOf(request, urlSettings),
    clientOf: (request) => clientOf(request, config.trustProxy),
    faultRules,
    threshold,
    closing,
    answered: (entry, about, root, isForgotten) => {
      if (!isForgotten) journal.add(entry, root, about.resourceId === null);
      metrics?.observe(entry);
      const { request, resourceId } = about;
      const { operation, status, durationMs } = entry;
      // Without user names, which a redaction could not erase from a log.
      logger.info({ request, resourceId, operation, status, ms: Math.round(durationMs * 10) / 10 }, 'call');
    },
    failed: (error, request) => {
      failed(error, { request });
    },
  };
}
