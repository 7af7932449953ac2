import { visitor } from '../support/visitor';
import { LOGINS, start } from '../support/emulator';
import { IDS } from '../support/updates';

const BY = 'ada.admin';

test.each(['=', '+', '-', '@', '＝', '＋', '－', '＠'])(
  'no CSV of the Privacy Action History has a cell that begins with %s',
  async (character) => {
    const emulator = await start();
    try {
      await emulator.resources.redact(IDS.tom, BY, `${character}HYPERLINK("x")`);
      const byApi = await (await fetch(`${emulator.adminUrl}/privacy-history?format=csv`)).text();
      const ada = await visitor(emulator, LOGINS.ada);
      const byConsole = await ada.get('/privacy-history/export');
      expect(byConsole.headers.get('content-type')).toContain('text/csv');
      for (const csv of [byApi, byConsole.html]) {
        expect(csv).toContain(`"'${character}HYPERLINK(""x"")"`);
      }
    } finally {
      await emulator.close();
    }
  },
);
