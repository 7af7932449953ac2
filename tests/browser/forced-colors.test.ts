import { LOGINS } from '../support/emulator';
import { IDS, opened } from '../support/updates';
import { describeInBrowser, visitors } from './support';

describeInBrowser('where the system chooses the colours', () => {
  const world = opened();
  const people = visitors(world, { forcedColors: 'active' });

  test('what is chosen stands out: the place, the tab, the filter, the state', async () => {
    const page = await people.open(`/resources/${IDS.tom}`, LOGINS.ada);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const looks = (selector: string, property: string): Promise<readonly string[]> =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('${selector}')].map((one) => getComputedStyle(one).${property})`,
      );
    const [chosen] = await looks('.tabs [aria-current]', 'borderBottomColor');
    const others = await looks('.tabs a:not([aria-current])', 'borderBottomColor');
    expect(others.length).toBeGreaterThan(2);
    expect(others).not.toContain(chosen);
    expect(await looks('.side .places [aria-current]', 'borderTopStyle')).toEqual(['solid']);
    expect(new Set(await looks('.side .places a:not([aria-current])', 'borderTopStyle'))).toEqual(
      new Set(['none']),
    );

    await page.goto(`/admin/resources/${IDS.tom}/edit?tab=Security`);
    const [tab] = await looks('.tabs label:has(:checked)', 'borderBottomColor');
    expect(await looks('.tabs label:not(:has(:checked))', 'borderBottomColor')).not.toContain(tab);

    await page.goto('/admin/resources?state=all');
    expect(await looks('.segment [aria-current]', 'outlineStyle')).toEqual(['solid']);
    await page.getByRole('cell', { name: 'Inactive' }).first().waitFor();

    await page.goto('/admin/report?by=time');
    const bars = ['.chart .v1', '.chart .v4'].map(async (part) => (await looks(part, 'fill'))[0]);
    const [open, closed] = await Promise.all(bars);
    expect(open).not.toBe(closed);
  });
});
