import { fillSignIn, heading, openAccountMenu, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

const NEW_PASSWORD = 'Another horse 2!';

test('own details are saved and are there after a reload', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/me');
  await page.getByLabel('First name').fill('Adelheid');
  await page.getByLabel('Phone (optional)').fill('+41 44 123 45 67');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Profile saved').first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('First name')).toHaveValue('Adelheid');
  await expect(page.getByLabel('Phone (optional)')).toHaveValue('+41441234567');
  await expect(page.getByRole('button', { name: 'Account of Adelheid Admin' })).toBeVisible();
});

test('a value the API would refuse is refused at its field', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/me');
  await page.getByLabel('First name').fill('Ada <b>');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByLabel('First name')).toHaveAccessibleDescription(/Use 1 to 255 letters/);
  await expect(page.getByLabel('First name')).toBeFocused();
});

test('changing the password asks for the current one and ends nothing of this session', async ({
  page,
  domain,
  guard,
}) => {
  guard.expectStatus(401);
  await signIn(page, domain.admin);
  await page.goto('/me');
  const current = page.getByLabel('Current password');
  await current.fill('Wrong horse 1!');
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(current).toHaveAccessibleDescription('That is not your current password.');

  await current.fill(domain.admin.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed.').first()).toBeVisible();
  await openAccountMenu(page);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await fillSignIn(page, { ...domain.admin, password: NEW_PASSWORD });
  await expect(heading(page, /^Hello/)).toBeVisible();
});

test('SES-03 a new password gives this browser a new token, and its other tabs go on with it', async ({
  page,
  domain,
  guard,
}) => {
  guard.expectStatus(403);
  await signIn(page, domain.admin);
  await page.goto('/me');
  const tab = await page.context().newPage();
  await tab.goto('/me');
  await expect(tab.getByLabel('First name')).toHaveValue('Ada');
  const tokenOf = async () => (await page.context().cookies()).find(({ name }) => name === 'wk')?.value ?? '';
  const old = await tokenOf();

  await page.getByLabel('Current password').fill(domain.admin.password);
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed.').first()).toBeVisible();
  expect(await tokenOf()).not.toBe(old);
  const thief = await page.request.get('/api/v1/me', { headers: { cookie: '', authorization: `Bearer ${old}` } });
  expect(thief.status()).toBe(401);

  for (const [at, name] of [
    [tab, 'Adelheid'],
    [page, 'Adele'],
  ] as const) {
    await at.getByLabel('First name').fill(name);
    await at.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(at.getByText('Profile saved').first()).toBeVisible();
  }
  await page.getByRole('button', { name: 'Show earlier sessions' }).click();
  await expect(page.getByRole('list', { name: 'Earlier sessions' })).toContainText('Renewed for safety');
});

test('the language is German from now on, also after a reload', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await openAccountMenu(page);
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await expect(page.getByRole('link', { name: 'Benutzer' }).first()).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect.poll(async () => (await domain.api.users.list({ q: 'ada.admin' })).items[0]?.language).toBe('de');
  await page.reload();
  await expect(page.getByRole('link', { name: 'Benutzer' }).first()).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});

test('the appearance is kept', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await openAccountMenu(page);
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
});
