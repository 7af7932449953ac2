import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Child, FC } from 'hono/jsx';
import { VERSION } from '../../config/package-files';
import type { TimeZone } from '../../entities/time-zone';
import { API_PATH } from '../../http/paths';
import {
  removeSnapshot,
  requireSnapshot,
  restoreSnapshot,
  takeSnapshot,
  uploadSnapshot,
} from '../../lifecycle/snapshots';
import { startOver } from '../../lifecycle/start-over';
import { wsdlOf } from '../../operations/api-version';
import type { EmulatorContext } from '../../operations/emulator-context';
import { checkedFaultRule, FAULT_KINDS } from '../../operations/fault-rule';
import { Refusal, refusal, sentence } from '../../refusals/refusal';
import { ClockError, type ClockChange } from '../../runtime/clock';
import { distance } from '../../runtime/deviations';
import { DataFileError } from '../../store/data-file-error';
import { effectText, type FaultRuleInForce } from '../../store/emulator/fault-rules';
import { TIMEFRAME_MINUTES } from '../../store/emulator/usage-store';
import { demoAccess, type DemoAccess } from '../../tenant/demo-log-ins';
import { Alert, Badge, Callout } from '../frame/callout';
import { ConfirmMenu } from '../frame/confirm-menu';
import { BareInput, Input, Select } from '../frame/fields';
import { bytes, count } from '../frame/figures';
import { Form } from '../frame/form';
import { Icon } from '../frame/icon';
import { Download, Redirect, View, type Page, type Visit } from '../frame/page';
import { Copy, Facts, Link, Moment, Nothing, Panel } from '../frame/parts';
import { SameBy } from '../frame/same-by';

const PATH = '/state';
const CLOCK = `${PATH}/clock`;
const FAULTS = `${PATH}/faults`;
const SNAPSHOTS = `${PATH}/snapshots`;
const UPLOAD = `${PATH}/upload`;
const RESET = `${PATH}/reset`;

/** What is at hand to set the emulator up for a test, and how it stands. */
export const STATE: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: (context, visit) => stateView(context, visit),
  },
  {
    method: 'get',
    path: SNAPSHOTS,
    audience: 'administrators',
    answer: async ({ store }, { query }) => {
      const name = query.get('name') ?? '';
      await requireSnapshot(store, name);
      const file = await store.snapshots.fileOf(name);
      const content = createReadStream(file.path).on('close', () => {
        file.discard().catch(() => undefined);
      });
      return new Download('application/vnd.sqlite3', content, {
        'Content-Disposition': `attachment; filename="${name}.db"`,
      });
    },
  },
  action(CLOCK, 'clock', async ({ clock, timeZone }, { form, renewSession }) => {
    const isReset = form.get('do') === 'reset';
    if (isReset) await clock.reset();
    else await clock.change(clockChange(form, timeZone));
    // Sessions end by this clock: a day later, even that of the person who moved it.
    await renewSession();
    if (isReset) return 'The clock shows the true time again.';
    const { now, frozen } = clock.state;
    return `The clock ${frozen ? 'stands still at' : 'shows'} ${wallClock(now.toISOString(), timeZone)}.`;
  }),
  action(FAULTS, 'faults', async ({ faultRules, operations }, { form }) => {
    if (form.get('do') === 'clear') {
      await faultRules.clear();
      return 'All fault rules are removed.';
    }
    const remove = form.get('remove');
    if (remove !== null) {
      if (!(await faultRules.remove(Number(remove)))) throw refusal('faultRuleUnknown', { rule: remove });
      return `Fault rule ${remove} is removed.`;
    }
    const { id } = await faultRules.add(checkedFaultRule(ruleOf(form), operations));
    return `Fault rule ${id} is in force.`;
  }),
  action(SNAPSHOTS, 'snapshots', async ({ store }, { form }) => {
    const name = form.get('name')?.trim() ?? '';
    const choice = form.get('do');
    if (choice === 'restore') {
      await restoreSnapshot(store, name);
      return `The state is that of ${name} again.`;
    }
    if (choice === 'delete') {
      await removeSnapshot(store, name);
      return `The snapshot ${name} is deleted.`;
    }
    await takeSnapshot(store, name);
    return `The state is kept as ${name}.`;
  }),
  {
    ...action(UPLOAD, 'snapshots', async ({ store }, { upload, uploadName }) => {
      if (!upload) throw refusal('snapshotMissing');
      const name = uploadName.replace(/\.db$/i, '').replace(/[^\w.-]+/g, '-');
      await uploadSnapshot(store, name, Readable.from([upload]));
      return `The snapshot ${name} can be restored.`;
    }),
    file: 'snapshot',
  },
  action(RESET, 'reset', async (context, { visitor, renewSession }) => {
    const { passwords } = context.store;
    const [before] = await passwords.history(visitor.id);
    await startOver(context);
    const [after] = await passwords.history(visitor.id);
    // All log-ins end with the data; the one at hand goes on where it would succeed again.
    if (before !== undefined && before === after) await renewSession();
    return 'The emulator started over.';
  }),
];

/** The part of the page that something was sent from. */
type Part = 'clock' | 'faults' | 'snapshots' | 'reset';

/** What was refused: where, why, and what had been typed. */
interface Refused {
  readonly part: Part;
  readonly message: string;
  /** The member of a fault rule that it is about. */
  readonly field: string | undefined;
  readonly form: URLSearchParams;
}

/** A form of the page: back to it with a notice, or the sentence of the refusal in its panel. */
function action(
  path: string,
  part: Part,
  work: (context: EmulatorContext, visit: Visit) => Promise<string>,
): Page {
  return {
    method: 'post',
    path,
    audience: 'administrators',
    answer: async (context, visit) => {
      try {
        return new Redirect(`${PATH}#${part}`, await work(context, visit));
      } catch (error) {
        const isRefused =
          error instanceof Refusal || error instanceof ClockError || error instanceof DataFileError;
        if (!isRefused) throw error;
        const field = error instanceof Refusal ? error.field : undefined;
        return stateView(context, visit, { part, message: error.message, field, form: visit.form });
      }
    },
  };
}

function clockChange(form: URLSearchParams, zone: TimeZone): ClockChange {
  const frozen = form.get('frozen');
  if (frozen !== null) return { frozen: frozen === 'true' };
  const tick = form.get('tick');
  if (tick !== null) return { tick: Number(tick) };
  const [time, seconds = ':00'] = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?/.exec(form.get('now') ?? '') ?? [];
  const wanted = `${time?.slice(0, 16)}${seconds}.000`;
  if (Number.isNaN(Date.parse(`${wanted}Z`))) throw refusal('clockTimeNotValid');
  return { now: zone.instant(wanted) };
}

function wallClock(at: string, zone: TimeZone): string {
  return zone.wallClock(new Date(at)).replace('T', ' ').slice(0, 19);
}

const ONLY_DELAYED = 'only delayed';

/** A fault rule as a form has it; what is no number stays as it was typed, so that it is refused by what it is. */
function ruleOf(form: URLSearchParams): object {
  const sent = (name: string): string | undefined => form.get(name)?.trim() || undefined;
  const number = (name: string): number | string | undefined => {
    const text = sent(name);
    return text === undefined || Number.isNaN(Number(text)) ? text : Number(text);
  };
  const kind = sent('kind');
  const chance = number('chance');
  const value = kind === 'httpStatus' ? number('text') : sent('text');
  return {
    operation: sent('operation'),
    times: number('times'),
    probability: typeof chance === 'number' ? chance / 100 : chance,
    delayMs: number('delayMs'),
    ...(kind !== ONLY_DELAYED && {
      effect: { kind, ...(value !== undefined && { [kind === 'httpStatus' ? 'status' : 'text']: value }) },
    }),
  };
}

async function stateView(context: EmulatorContext, { publicUrl }: Visit, refused?: Refused): Promise<View> {
  const { store, clock, timeZone, startedAt } = context;
  const problem = (part: Part): string | undefined =>
    refused?.part === part && refused.field === undefined ? refused.message : undefined;
  return new View(
    'State of the emulator',
    <div class="columns">
      <div class="stack">
        <ClockPanel context={context} problem={problem('clock')} />
        <FaultPanel
          rules={await context.faultRules.list()}
          operations={context.operations}
          problem={problem('faults')}
          refused={refused?.part === 'faults' ? refused : undefined}
        />
        <SnapshotPanel snapshots={await store.snapshots.list()} problem={problem('snapshots')} />
        <ResetPanel mayReset={context.mayReset} problem={problem('reset')} />
      </div>
      <div class="stack">
        <LogInPanel access={await demoAccess(store)} domain={(await store.tenant.read()).domain} />
        <ServerPanel context={context} publicUrl={publicUrl} />
        <LimitPanel context={context} requests={await store.usage.count(clock.now())} />
        <DataPanel context={context} resources={await store.lifecycle.count()} />
      </div>
    </div>,
    {
      status: refused ? 422 : 200,
      actions: (
        <p class="dot ok muted">
          Runs since <Moment at={startedAt} zone={timeZone} />
        </p>
      ),
    },
  );
}

/** How far the clock can be moved by one button. */
const STEPS = [
  ['+ 1 hour', 3_600_000],
  ['+ 1 day', 86_400_000],
  ['+ 7 days', 604_800_000],
] as const;

const ClockPanel: FC<{ readonly context: EmulatorContext; readonly problem: string | undefined }> = ({
  context: { clock, timeZone },
  problem,
}) => {
  const { now, offset, frozen } = clock.state;
  const isMoved = offset !== 0 || frozen;
  return (
    <Panel
      id="clock"
      title="Clock"
      isFlush
      aside={
        <>
          {isMoved && <Badge tone="warn">{frozen ? 'stands still' : distance(offset)}</Badge>}
          {isMoved && (
            <Form action={CLOCK}>
              <button class="small" name="do" value="reset">
                Back to the true time
              </button>
            </Form>
          )}
        </>
      }
      footer={
        <div class="stack tight">
          <div class="row apart">
            <Form action={CLOCK} class="row" label="Clock">
              <button class="small" name="frozen" value={String(!frozen)}>
                {frozen ? 'Go on' : 'Stop'}
              </button>
              {STEPS.map(([text, milliseconds]) => (
                <button class="small" name="tick" value={String(milliseconds)}>
                  {text}
                </button>
              ))}
            </Form>
            <Form action={CLOCK} class="row" label="Set the clock">
              <label for="now" class="muted">
                Set to
              </label>
              <BareInput
                name="now"
                label="Set to"
                type="datetime-local"
                step="1"
                value={timeZone.wallClock(now).slice(0, 19)}
                required
              />
              <button>Set</button>
            </Form>
          </div>
          <SameBy
            ways={[
              { what: 'Show', command: 'atws clock show', call: 'GET /clock' },
              {
                what: frozen ? 'Go on' : 'Stop',
                command: frozen ? 'atws clock unfreeze' : 'atws clock freeze',
                call: `PUT /clock {"frozen": ${String(!frozen)}}`,
              },
              { what: 'Move on', command: 'atws clock advance 1d', call: 'PUT /clock {"tick": 86400000}' },
              {
                what: 'Set',
                command: `atws clock set ${now.toISOString().slice(0, 19)}Z`,
                call: `PUT /clock {"now": "${now.toISOString().slice(0, 19)}Z"}`,
              },
              { what: 'True time', command: 'atws clock reset', call: 'DELETE /clock' },
            ]}
          />
        </div>
      }
    >
      <div class="body stack tight">
        <Alert text={problem} />
        <p class="row apart">
          <b class="big">
            <Moment at={now.toISOString()} zone={timeZone} />
          </b>
          <small>
            {isMoved ? (
              <>
                true time <Moment at={new Date(now.getTime() - offset).toISOString()} zone={timeZone} />
              </>
            ) : (
              'the true time'
            )}
          </small>
        </p>
      </div>
    </Panel>
  );
};

const KIND_LABELS: Readonly<Partial<Record<string, string>>> = {
  fault: 'SOAP fault',
  httpStatus: 'HTTP status',
};

const FaultPanel: FC<{
  readonly rules: readonly FaultRuleInForce[];
  readonly operations: readonly string[];
  readonly problem: string | undefined;
  readonly refused: Refused | undefined;
}> = ({ rules, operations, problem, refused }) => (
  <Panel
    id="faults"
    title="Fault rules"
    isFlush
    aside={
      rules.length > 0 && (
        <>
          <small class="mid">The first rule that fits a call holds.</small>
          <Form action={FAULTS}>
            <button class="small danger" name="do" value="clear">
              Remove all
            </button>
          </Form>
        </>
      )
    }
    footer={
      <div class="stack tight">
        <RuleForm operations={operations} refused={refused} />
        <SameBy
          ways={[
            { what: 'List', command: 'atws faults list', call: 'GET /faults' },
            {
              what: 'Add',
              command: 'atws faults add --operation query --times 1 --kind httpStatus --status 503',
              call: 'POST /faults {"operation": "query", "times": 1, "effect": {"kind": "httpStatus", "status": 503}}',
            },
            { what: 'Remove', command: 'atws faults remove 1', call: 'DELETE /faults/1' },
            { what: 'Remove all', command: 'atws faults clear', call: 'DELETE /faults' },
          ]}
        />
      </div>
    }
  >
    {problem !== undefined && (
      <div class="body">
        <Alert text={problem} />
      </div>
    )}
    {rules.length === 0 ? (
      <p class="body muted">No fault rules: every call is answered as it is.</p>
    ) : (
      <Form action={FAULTS}>
        <table>
          <caption class="sr">Fault rules in force, in their order</caption>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">What happens</th>
              <th scope="col" class="num mid">
                Delay
              </th>
              <th scope="col" class="num mid">
                Chance
              </th>
              <th scope="col" class="num">
                Met
              </th>
              <th scope="col" class="num mid">
                Left
              </th>
              <th scope="col">
                <span class="sr">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ id, operation, effect, delayMs, probability = 1, met, times }) => (
              <tr>
                <th scope="row">{operation ?? 'any'}</th>
                <td>
                  <Badge tone="made">{effect ? effectText(effect) : ONLY_DELAYED}</Badge>
                  {effect?.kind === 'fault' && <span class="mid"> {effect.text}</span>}
                </td>
                <td class="num mid">{delayMs === undefined ? <Nothing /> : `${count(delayMs)} ms`}</td>
                <td class="num mid">{`${Math.round(probability * 1000) / 10} %`}</td>
                <td class="num">{count(met)}</td>
                <td class="num mid">{times === undefined ? 'always' : count(times - met)}</td>
                <td class="num">
                  <button
                    class="quiet bare"
                    name="remove"
                    value={String(id)}
                    aria-label={`Remove rule ${id}, for ${operation ?? 'any operation'}`}
                  >
                    <Icon name="cross" />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Form>
    )}
  </Panel>
);

/** The fields of the form by the members of a rule that they are for. */
const FIELD_OF: Readonly<Record<string, string>> = {
  'effect.text': 'text',
  'effect.status': 'text',
  effect: 'kind',
  'effect.kind': 'kind',
  probability: 'chance',
};

const RuleForm: FC<{ readonly operations: readonly string[]; readonly refused: Refused | undefined }> = ({
  operations,
  refused,
}) => {
  const wrong = refused?.field === undefined ? undefined : (FIELD_OF[refused.field] ?? refused.field);
  const field = (name: string, label: string) => ({
    name,
    label,
    value: refused?.form.get(name) ?? undefined,
    violation: wrong === name ? refused?.message : undefined,
  });
  const named = (values: readonly string[]) =>
    values.map((value) => ({ value, label: KIND_LABELS[value] ?? value }));
  return (
    <Form action={FAULTS} class="fields slim" label="Add a fault rule">
      <Select {...field('operation', 'Operation')} nothing="any" options={named(operations)} />
      <Select {...field('kind', 'What happens')} options={named([...FAULT_KINDS, ONLY_DELAYED])} />
      <div class="two">
        <Input {...field('text', 'Text of the fault, or HTTP status')} placeholder="The request failed." />
      </div>
      <Input {...field('delayMs', 'Delay, ms')} placeholder="0" />
      <Input {...field('chance', 'Chance, %')} placeholder="100" />
      <Input {...field('times', 'How many calls')} placeholder="always" />
      <button name="do" value="add">
        <Icon name="plus" />
        Add rule
      </button>
    </Form>
  );
};

const SnapshotPanel: FC<{
  readonly snapshots: readonly { readonly name: string; readonly bytes: number }[];
  readonly problem: string | undefined;
}> = ({ snapshots, problem }) => (
  <Panel
    id="snapshots"
    title="Snapshots"
    isFlush
    aside={<small class="mid">What was redacted since stays redacted.</small>}
    footer={
      <div class="stack tight">
        <Form action={SNAPSHOTS} class="row" label="Take a snapshot">
          <span class="grow">
            <BareInput
              name="name"
              label="Name of the snapshot"
              placeholder="Name, for example before-import"
              maxlength={64}
              autocomplete="off"
              required
            />
          </span>
          <button name="do" value="take">
            Take a snapshot
          </button>
        </Form>
        <Form action={UPLOAD} class="row" label="Upload a snapshot" withFile>
          <span class="grow">
            <BareInput name="snapshot" label="File of a snapshot" type="file" accept=".db" required />
          </span>
          <button>Upload</button>
        </Form>
        <small>
          A file that was downloaded, 10 MB at most; it is kept under its name. Larger ones take the JSON API.
        </small>
        <SameBy
          ways={[
            { what: 'List', command: 'atws snapshot list', call: 'GET /snapshots' },
            {
              what: 'Take',
              command: 'atws snapshot create before-import',
              call: 'POST /snapshots/before-import {}',
            },
            {
              what: 'Restore',
              command: 'atws snapshot restore before-import',
              call: 'POST /snapshots/before-import/restore {}',
            },
            { what: 'Download', call: 'GET /snapshots/before-import' },
            { what: 'Upload', call: 'PUT /snapshots/before-import' },
            {
              what: 'Delete',
              command: 'atws snapshot delete before-import',
              call: 'DELETE /snapshots/before-import',
            },
          ]}
        />
      </div>
    }
  >
    {problem !== undefined && (
      <div class="body">
        <Alert text={problem} />
      </div>
    )}
    {snapshots.length === 0 ? (
      <p class="body muted">None yet. A snapshot is all data under a name, to go back to.</p>
    ) : (
      <table>
        <caption class="sr">Snapshots</caption>
        <tbody>
          {snapshots.map((snapshot, index) => (
            <tr>
              <th scope="row">{snapshot.name}</th>
              <td class="num muted mid">{bytes(snapshot.bytes)}</td>
              <td>
                <span class="row end">
                  <ConfirmMenu
                    id={`restore-${index}`}
                    text="Restore"
                    class="small"
                    action={SNAPSHOTS}
                    fields={[['name', snapshot.name]]}
                    done={`Restore ${snapshot.name}`}
                    choice="restore"
                  >
                    All data becomes what it was. What was redacted since stays redacted.
                  </ConfirmMenu>
                  <Link to={`${SNAPSHOTS}?name=${encodeURIComponent(snapshot.name)}`} class="button small">
                    Download
                  </Link>
                  <ConfirmMenu
                    id={`delete-${index}`}
                    text="Delete"
                    class="small quiet"
                    action={SNAPSHOTS}
                    fields={[['name', snapshot.name]]}
                    done={`Delete ${snapshot.name}`}
                    choice="delete"
                  >
                    Nobody can go back to it then.
                  </ConfirmMenu>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Panel>
);

const ResetPanel: FC<{ readonly mayReset: boolean; readonly problem: string | undefined }> = ({
  mayReset,
  problem,
}) => (
  <Panel
    id="reset"
    title="Start over"
    isRisk
    aside={
      mayReset && (
        <ConfirmMenu
          id="reset-menu"
          text="Reset"
          class="small danger"
          action={RESET}
          fields={[]}
          done="Replace all data by the seed"
          choice="reset"
        >
          What people and calls have changed since is lost. Snapshots stay.
        </ConfirmMenu>
      )
    }
  >
    <Alert text={problem} />
    {mayReset ? (
      <p class="muted">
        The seed again, no fault rules, an empty list of requests, the true time. Snapshots stay.
      </p>
    ) : (
      <Callout tone="info">{sentence('resetNotAllowed')}</Callout>
    )}
    <SameBy ways={[{ what: 'Reset', command: 'atws reset', call: 'POST /reset {}' }]} />
  </Panel>
);

const LogInPanel: FC<{ readonly access: DemoAccess; readonly domain: string }> = ({
  access: { logIns, trackingIdentifier },
  domain,
}) => (
  <Panel
    title="Log-ins of the demo tenant"
    isFlush
    footer={
      trackingIdentifier !== undefined && (
        <div class="stack tight">
          <small>
            User names are those of <b>{domain}</b>; the tracking identifier is
          </small>
          <Copied text={trackingIdentifier} />
          <SameBy
            ways={[
              {
                what: 'Call',
                command: `atws call GetWsdlVersion --user ${logIns[0]?.user} --password ${logIns[0]?.password}`,
              },
              { what: 'Resources', command: 'atws resource list', call: 'GET /resources' },
            ]}
          />
        </div>
      )
    }
  >
    {logIns.length === 0 ? (
      <p class="body muted">None of the published ones works here.</p>
    ) : (
      <table>
        <caption class="sr">Log-ins that everybody knows, and that work</caption>
        <tbody>
          {logIns.map(({ user, password, what }) => (
            <tr>
              <td>
                <b title={user}>{user.replace(/@.*/, '')}</b>
                <br />
                <small>{what}</small>
              </td>
              <td>
                <Copied text={password} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Panel>
);

/** A text that people take elsewhere. */
const Copied: FC<{ readonly text: string; readonly shown?: string }> = ({ text, shown = text }) => (
  <span class="line">
    <code title={text}>{shown}</code>
    <Copy label={`Copy ${text}`} text={text} />
  </span>
);

const ServerPanel: FC<{ readonly context: EmulatorContext; readonly publicUrl: string }> = ({
  context: { api },
  publicUrl,
}) => {
  const endpoint = publicUrl + api.path;
  return (
    <Panel title="Server" aside={<a href="/">Help</a>}>
      <Facts
        inLines
        of={[
          ['Endpoint', <Copied text={endpoint} shown={api.path} />],
          ['WSDL', <Copied text={wsdlOf(endpoint)} shown={wsdlOf(api.path)} />],
          ['JSON API', <Copied text={publicUrl + API_PATH} shown={API_PATH} />],
          ['Version', `${VERSION}, WSDL ${api.wsdlVersion}`],
        ]}
      />
      <SameBy ways={[{ what: 'State', command: 'atws healthcheck', call: 'GET /state' }]} />
    </Panel>
  );
};

const LimitPanel: FC<{ readonly context: EmulatorContext; readonly requests: number }> = ({
  context: { threshold, settings },
  requests,
}) => {
  const { enforceThreshold, usageLatency, threadLimit, maxBody, searchSeconds } = settings;
  const limits: readonly (readonly [string, Child])[] = [
    [
      `${TIMEFRAME_MINUTES} minutes`,
      `${count(requests)} of ${count(threshold)} requests, ${enforceThreshold ? 'enforced' : 'not enforced'}`,
    ],
    ['Latency', usageLatency ? '0.5 s from half of that on, 1 s from three quarters on' : 'none added'],
    [
      'At a time',
      threadLimit === 0 ? 'any number of calls' : `${threadLimit} calls of an identifier for one entity`,
    ],
    ['Request', `${bytes(maxBody)} at most`],
    ['Search', `${searchSeconds} s at most`],
  ];
  return (
    <Panel title="Limits">
      <Facts inLines of={limits} />
      <SameBy
        ways={[
          {
            what: 'Set',
            command: `atws serve --threshold ${threshold} --enforce-threshold --usage-latency --thread-limit 3`,
          },
          { what: 'Requests', command: 'atws call getThresholdAndUsageInfo', call: 'GET /state' },
        ]}
      />
    </Panel>
  );
};

const DataPanel: FC<{ readonly context: EmulatorContext; readonly resources: number }> = ({
  context: { settings, timeZone },
  resources,
}) => (
  <Panel title="Data">
    <Facts
      inLines
      of={[
        ['Kept', settings.memory ? 'in memory, gone when the server stops' : <code>{settings.data}</code>],
        ['Resources', <Link to="/resources">{count(resources)}</Link>],
        ['Time zone', timeZone.name],
      ]}
    />
    <SameBy
      ways={[
        { what: 'Show', command: 'atws tenant show', call: 'GET /tenant' },
        { what: 'Copy', command: `atws backup copy.db --data ${settings.data}` },
        { what: 'Write', command: `atws export tenant.json --data ${settings.data}` },
      ]}
    />
  </Panel>
);
