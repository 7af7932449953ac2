// The command and the JSON call that do the same as a form.
import type { FC } from 'hono/jsx';
import { API_PATH } from '../../http/paths';
import { Copy } from './parts';

/** How something that a page does is done elsewhere. */
export interface Way {
  readonly what: string;
  /** The whole command; undefined where none does it. */
  readonly command?: string;
  /** Method, path behind `/_emulator`, and body; undefined where no call does it. */
  readonly call?: string;
}

/** The commands and the calls of the JSON API that do the same as the controls above. */
export const SameBy: FC<{ readonly ways: readonly Way[] }> = ({ ways }) => (
  <details class="same">
    <summary>
      <small>The same by CLI and JSON API</small>
    </summary>
    <dl class="facts lines gap">
      {ways.map(({ what, command, call }) => (
        <div>
          <dt>{what}</dt>
          <dd class="stack tight">
            {command !== undefined && (
              <span class="line">
                <code>{command}</code>
                <Copy label={`Copy ${command}`} text={command} />
              </span>
            )}
            {call !== undefined && <code>{call.replace(' /', ` ${API_PATH}/`)}</code>}
          </dd>
        </div>
      ))}
    </dl>
  </details>
);
