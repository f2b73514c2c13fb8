import { fillSignIn, heading, openAccountMenu, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

test('a refusal says one thing, whether the name or the password is wrong', async ({ page, domain, guard }) => {
  guard.expectStatus(401);
  await page.goto('/sign-in');
  const texts: string[] = [];
  for (const wrong of [{ password: 'Wrong horse 1!' }, { username: 'nobody' }, { domain: 'no-such-domain' }]) {
    await fillSignIn(page, { ...domain.admin, ...wrong });
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('Sign-in refused');
    texts.push((await alert.innerText()).replace(/Request.*/su, ''));
    await page.reload();
  }
  expect(new Set(texts).size).toBe(1);
});

test('what is missing is said at its field before anything is sent', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByLabel('Username or email')).toHaveAccessibleDescription('Type your username or email.');
  await expect(page.getByLabel('Username or email')).toBeFocused();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription('Type your password.');
});

test('a link opened without a session leads to its page after signing in', async ({ page, domain, guard }) => {
  guard.expectStatus(401);
  await page.goto('/me');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillSignIn(page, domain.admin);
  await expect(heading(page, 'Profile')).toBeVisible();
  await expect(page).toHaveURL(/\/me$/);
});

test('the link after signing in never leads to another site', async ({ page, domain, server }) => {
  await page.goto(`/sign-in?next=${encodeURIComponent('//elsewhere.invalid/users')}`);
  await fillSignIn(page, domain.admin);
  await expect(heading(page, /^Hello/)).toBeVisible();
  expect(page.url()).toBe(`${server.url}/`);
});

test('the Domain is remembered, the password is not', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await openAccountMenu(page);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(heading(page, 'You are signed out')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(page.getByRole('textbox', { name: 'Domain' })).toHaveValue(domain.name);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
});

test('signing out reaches the other tab', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  const other = await page.context().newPage();
  await other.goto('/me');
  await expect(heading(other, 'Profile')).toBeVisible();
  await openAccountMenu(page);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(heading(other, 'You are signed out')).toBeVisible();
});

test('an invitation link without its token says what to do', async ({ page }) => {
  await page.goto('/reset');
  await expect(heading(page, 'This link does not work')).toBeVisible();
});

test('a link that is over says so before anything is typed, and leaves no token in the address', async ({
  page,
  guard,
}) => {
  guard.expectStatus(401);
  await page.goto('/reset#token=over-and-gone');
  await expect(page).toHaveURL(/\/reset$/);
  await expect(heading(page, 'This link does not work')).toBeVisible();
});
