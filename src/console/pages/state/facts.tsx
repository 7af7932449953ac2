// The facts beside the forms: log-ins, addresses, limits, and the place of the data.
import type { Child, FC } from 'hono/jsx';
import { VERSION } from '../../../config/package-files';
import { API_PATH } from '../../../http/paths';
import { wsdlOf } from '../../../operations/api-version';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { TIMEFRAME_MINUTES } from '../../../store/emulator/usage-store';
import type { DemoAccess } from '../../../tenant/demo-log-ins';
import { bytes, count } from '../../frame/figures';
import { Copy, Facts, Link, Panel } from '../../frame/parts';
import { SameBy } from '../../frame/same-by';

export const LogInPanel: FC<{ readonly access: DemoAccess; readonly domain: string }> = ({
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

export const ServerPanel: FC<{ readonly context: EmulatorContext; readonly publicUrl: string }> = ({
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

export const LimitPanel: FC<{ readonly context: EmulatorContext; readonly requests: number }> = ({
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

export const DataPanel: FC<{ readonly context: EmulatorContext; readonly resources: number }> = ({
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
