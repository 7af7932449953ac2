import path from 'node:path';
import { runCommand } from '../../src/cli/program';
import { ROOT } from '../../src/config/package-files';
import { startEmulator } from '../../src/server/emulator';
import { launchChromium } from '../../tests/support/chromium';
import { query, queryXml, where } from '../../tests/support/soap';
import { IDS } from '../../tests/support/updates';
import { PICTURES, pose } from './pictures';

/** `npm run screenshots`: takes the pictures in README and docs/console.md anew. */

/** Calls in each hour of a working day, for the usage chart. */
const CALLS = [2, 5, 9, 14, 11, 6, 12, 17, 13, 8, 4, 7];

async function takePictures(): Promise<void> {
  const atws = await startEmulator({ threshold: 40 });
  const browser = await launchChromium();
  try {
    await atws.clock.set(new Date('2026-03-02T02:00:00Z'));
    await atws.clock.freeze();
    for (const calls of CALLS) {
      for (let made = 0; made < calls; made += 1) {
        await query(atws.url, queryXml(where('LastName', 'BeginsWith', 'S')));
      }
      await atws.clock.tick(3_600_000);
    }
    await runCommand([
      'call',
      'update',
      '--id',
      `${IDS.bea}`,
      '--set',
      'Title=Front desk',
      '--url',
      atws.origin,
    ]);
    await query(atws.url, queryXml(where('Pasword', 'Equals', 'secret')));
    for (const picture of PICTURES) {
      const page = await pose(browser, atws, picture);
      await page.screenshot({ path: path.join(ROOT, 'docs', 'images', `${picture.name}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
    await atws.close();
  }
}

void takePictures();
