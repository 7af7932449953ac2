import { LOGINS } from '../support/emulator';
import { IDS, opened, read } from '../support/updates';
import { barriers, describeInBrowser, logOut, visitors } from './support';

const NEW = 'Brand-New-1';

describeInBrowser('somebody who is no administrator, at the console', () => {
  const world = opened();
  const people = visitors(world);

  test('sees a way to the own profile only, changes it, and confirms a new e-mail address', async () => {
    const page = await people.open('/', LOGINS.tom);
    const places = page.getByRole('navigation', { name: 'Console' }).getByRole('link');
    expect(await places.allTextContents()).toEqual(['My profile']);
    await page.getByRole('link', { name: 'Edit' }).click();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Title').fill('Team Lead');
    await page.getByLabel('Email *', { exact: true }).fill('tom.two@example.com');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({
      Title: 'Team Lead',
      Email: 'tom.tech@example.com',
    });
    expect(await barriers(page)).toEqual([]);

    await logOut(page);
    await page.getByLabel('User name').fill(LOGINS.tom.user);
    await page.getByLabel('Password').fill(LOGINS.tom.password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByText('tom.two@example.com').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Confirm change' }).click();
    await page.getByText('Your new e-mail address is confirmed').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Email: 'tom.two@example.com' });
  });

  test('changes the password, and logs in with it', async () => {
    const page = await people.open('/profile', LOGINS.tom);
    await page.getByLabel('Present password').fill(LOGINS.tom.password);
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Password must be at least 7 characters.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Present password').fill(LOGINS.tom.password);
    await page.getByLabel('New password').fill(NEW);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();
    const again = await people.open('/profile', { ...LOGINS.tom, password: NEW });
    await again.getByRole('heading', { name: 'My profile' }).waitFor();
  });

  test('is kept out of what is for administrators, in plain words', async () => {
    const page = await people.open('/resources', { ...LOGINS.tom, password: NEW });
    await page.getByText('Only administrators see this page.').waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});
