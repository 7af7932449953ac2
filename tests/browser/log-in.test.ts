import { LOGINS } from '../support/emulator';
import { opened } from '../support/updates';
import { barriers, describeInBrowser, logOut, visitors } from './support';

describeInBrowser('logging in to the console', () => {
  const world = opened();
  const people = visitors(world);

  test('lets an administrator in and out', async () => {
    const page = await people.open('/', LOGINS.ada);
    await page.getByText('Ada Albright').first().waitFor();
    await logOut(page);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.goto('/admin/profile');
    expect(new URL(page.url()).pathname).toBe('/admin/log-in');
  });

  test('says why it lets somebody not in, and keeps the user name', async () => {
    const page = await people.open('/', { ...LOGINS.ada, password: 'wrong' });
    expect(await page.getByRole('alert').textContent()).toBe('The user name or the password is not right.');
    expect(await page.getByLabel('User name').inputValue()).toBe(LOGINS.ada.user);
  });

  test('has no barriers', async () => {
    expect(await barriers(await people.open('/log-in'))).toEqual([]);
  });
});
