import { request } from 'node:http';
import type { Emulator, EmulatorOptions } from '../../src/index';
import { visitor } from '../support/visitor';
import { having, LOGINS } from '../support/emulator';
import { accept, IDS } from '../support/updates';

/** What a stranger, or a proxy that passes on whatever it gets, sends. */
const ASTRAY = {
  'X-Forwarded-Host': '203.0.113.9',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-For': '203.0.113.9',
};

const BY = 'ada.admin';

/** Without it, the JSON API answers nobody through a proxy. */
const TOKEN = 'a-token-of-some-length';

/** Where SOAP is answered, by whatever address the server is known elsewhere. */
const endpoint = ({ origin }: Emulator): string => `${origin}/ATServices/1.6/atws.asmx`;

/** Posts JSON with a Host header of its own, which fetch does not send. */
function postJson(emulator: Emulator, path: string, body: object): Promise<void> {
  return new Promise((resolve, reject) => {
    request(
      `${emulator.adminUrl}${path}`,
      {
        method: 'POST',
        headers: {
          ...ASTRAY,
          Host: '203.0.113.9:1',
          'Content-Type': 'application/json',
          Authorization: `Bearer ${TOKEN}`,
        },
      },
      (response) => {
        response.setEncoding('utf8').on('data', (problem: string) => {
          if (response.statusCode !== 200) reject(new Error(problem));
        });
        response.on('end', resolve);
      },
    )
      .on('error', reject)
      .end(JSON.stringify(body));
  });
}

/** All that makes a message with a link, by the channel it comes from. */
const CAUSES: readonly (readonly [title: string, cause: (emulator: Emulator) => Promise<unknown>])[] = [
  [
    'an update over SOAP',
    (emulator) => accept(endpoint(emulator), IDS.mo, { Email: 'new@example.com' }, { headers: ASTRAY }),
  ],
  [
    'an invitation through the JSON API',
    (emulator) => postJson(emulator, `/resources/${IDS.mo}/invite`, { by: BY }),
  ],
  [
    'a replacement through the JSON API',
    (emulator) =>
      postJson(emulator, `/resources/${IDS.mo}/delete`, {
        by: BY,
        reassign: { Ticket: BY, Task: BY, Project: BY },
        replacement: { FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina@example.com' },
      }),
  ],
  [
    'an invitation in the console',
    async (emulator) => {
      const ada = await visitor(emulator, LOGINS.ada);
      await ada.get(`/resources/${IDS.mo}/security`);
      await ada.post(`/resources/${IDS.mo}/invite`, {}, { ...ASTRAY, 'Sec-Fetch-Site': 'same-origin' });
    },
  ],
];

const SETTINGS: readonly (readonly [title: string, settings: EmulatorOptions, base: string | undefined])[] = [
  ['where the server listens', { trustProxy: true }, undefined],
  ['there, too, without a proxy', {}, undefined],
  [
    'publicUrl',
    { trustProxy: true, publicUrl: 'https://atws.example.com/here/' },
    'https://atws.example.com/here',
  ],
];

describe.each(SETTINGS)('links in messages lead to %s, whatever a request says', (_title, settings, base) => {
  test.each(CAUSES)('%s', async (_cause, cause) => {
    await having({ ...settings, controlToken: TOKEN }, async (emulator) => {
      await cause(emulator);
      const [message, ...others] = await emulator.outbox();
      expect(others).toEqual([]);
      const links = [message?.text, message?.html].flatMap(
        (body = '') => body.match(/https?:[^\s<>"]+[^\s<>".]/g) ?? [],
      );
      expect(links.length).toBeGreaterThanOrEqual(3);
      const expected = base ?? emulator.origin;
      for (const link of links) expect(link.replace(/\/[^/]*\?token=[\w-]{43}$/, '')).toBe(expected);
    });
  });
});

test.each([
  ['a tag', 'x<img src=//e.example>'],
  ['a reference', 'x&lt;b&gt;'],
  ['quotes', `x"onload='`],
  ['the end of a paragraph', 'x</p><script>1</script>'],
])('nothing that is typed is HTML of a message: %s', async (_title, UserName) => {
  await having({ publicUrl: 'https://atws.example.com', controlToken: TOKEN }, async (emulator) => {
    await accept(endpoint(emulator), IDS.mo, { UserName });
    await postJson(emulator, `/resources/${IDS.mo}/invite`, { by: BY });
    const [{ text, html } = { text: '', html: '' }] = await emulator.outbox();
    expect(text).toContain(`log in as ${UserName}@example.com at`);
    // What a reader of the HTML sees is the text.
    const seen = html
      .replace(/<\/?(?:p|br|a(?: href="[^"<>]*")?)>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(seen.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
  });
});
