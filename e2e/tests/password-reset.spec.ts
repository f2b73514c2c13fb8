import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.js';
import { act, fillSignIn, goTo, heading, row, signIn } from '../support/console.js';
import { PASSWORD } from '../support/seed.js';
import { expect, test } from '../support/test.js';

const NEW_PASSWORD = 'Another horse 2!';
/** It has what every rule asks for that a form can check. */
const COMMON = 'Password1234!';

const newPassword = (page: Page) => page.getByLabel('New password');
const rule = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Rules for the password' }).getByRole('listitem').filter({ hasText: text });

async function save(page: Page, password: string): Promise<void> {
  await newPassword(page).fill(password);
  await page.getByRole('button', { name: 'Save and continue' }).click();
}

/** Asks for a link on the page behind “Forgot your password?”; answers what it says afterwards. */
async function askForLink(page: Page, address: string, username: string): Promise<string> {
  await page.goto(address);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(heading(page, 'Forgot your password?')).toBeVisible();
  await page.getByLabel('Username or email').fill(username);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(heading(page, 'Look into your mail')).toBeVisible();
  return page.getByRole('main').innerText();
}

test('switched on in the policies, a forgotten password is chosen anew by the link of a mail', async ({
  newPage,
  office: { server, seeder, mailbox },
  guard,
}) => {
  test.setTimeout(120_000);
  guard.expectStatus(401, 404, 422);
  const primary = await seeder.primary();
  await primary.addUser({ username: 'root.forgot', role: 'system-administrator' });
  const domain = await seeder.domain();
  await domain.addUser({ username: 'kim', email: 'kim@example.org' });
  const kim = await newPage({ baseURL: server.url });
  const address = `/sign-in?domain=${domain.name}`;
  await kim.goto(address);
  await expect(kim.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(kim.getByRole('link', { name: 'Forgot your password?' })).toHaveCount(0);

  const root = await newPage({ baseURL: server.url });
  await signIn(root, primary.person('root.forgot'));
  await goTo(root, 'Policies');
  await root.getByRole('checkbox', { name: '“Forgot password” at the sign-in' }).check();
  await root.getByRole('button', { name: 'Save', exact: true }).click();
  const question = root.getByRole('dialog', { name: 'Change the policies of the system?' });
  await question.getByRole('button', { name: 'Save 1 change' }).click();
  await expect(root.getByText('Saved. It holds from now on.').first()).toBeVisible();

  const elsewhere = await newPage({ baseURL: server.url });
  await signIn(elsewhere, domain.person('kim'));
  const words = await askForLink(kim, address, 'nobody');
  expect(await askForLink(kim, address, 'kim@example.org')).toBe(words);
  const link = await mailbox.nextLink('kim@example.org');
  expect(new URL(link).origin, 'not the address that the link was asked for at').toBe(server.publicUrl);
  expect(server.publicUrl).not.toBe(server.url);

  await kim.goto(link);
  await expect(heading(kim, 'Choose a new password')).toBeVisible();
  await expect(kim.getByText(`For kim in ${domain.name}.`)).toBeVisible();
  expect(kim.url()).not.toContain('#');
  await newPassword(kim).fill('kim');
  await expect(rule(kim, 'A digit')).toContainText('not met');
  await newPassword(kim).fill(COMMON);
  await expect(rule(kim, 'A digit')).toContainText(': met');
  await expectAccessible(kim, 'reset by a link');
  await save(kim, COMMON);
  await expect(newPassword(kim)).toHaveAccessibleDescription(/That is a common password/);
  await save(kim, NEW_PASSWORD);
  await expect(heading(kim, 'Your password is changed')).toBeVisible();
  await goTo(elsewhere, 'Users');
  await expect(elsewhere.getByText('The password was reset; sign in with the new one.')).toBeVisible();

  await kim.getByRole('link', { name: 'To sign-in' }).click();
  await fillSignIn(kim, { ...domain.person('kim'), password: NEW_PASSWORD });
  await expect(heading(kim, /^Hello/)).toBeVisible();
  const late = await newPage();
  await late.goto(link);
  await expect(heading(late, 'This link does not work')).toBeVisible();
  await expectAccessible(late, 'a used link');
});

test('an administrator makes a temporary password, which is changed at the sign-in', async ({
  page,
  newPage,
  domain,
  guard,
}) => {
  guard.expectStatus(401, 422);
  await domain.addUser({ username: 'kim' });
  const kim = await newPage();
  await signIn(kim, domain.person('kim'));
  await signIn(page, domain.admin);
  await page.goto('/users');
  await act(page, 'kim', 'Reset password…');
  const ask = page.getByRole('dialog', { name: 'Reset the password of kim' });
  await expect(ask.getByRole('radio', { name: 'Mail a link' })).toBeDisabled();
  await expect(ask).toContainText('This user has no email.');
  await expectAccessible(page, 'ways to a new password');
  await ask.getByRole('radio', { name: 'Temporary password' }).check();
  await ask.getByRole('button', { name: 'Make temporary password' }).click();
  const secret = page.getByRole('dialog', { name: 'Temporary password of kim' });
  await secret.getByRole('button', { name: 'Show' }).click();
  const password = await secret.getByRole('code').innerText();
  await secret.getByRole('checkbox', { name: 'I have stored it' }).check();
  await secret.getByRole('button', { name: 'Done' }).click();
  await expect(secret).toBeHidden();
  await expect(row(page, 'kim')).toBeVisible();

  await goTo(kim, 'Users');
  await expect(kim).toHaveURL(/\/sign-in\?reason=ended/);
  await fillSignIn(kim, domain.person('kim'));
  await expect(kim.getByRole('alert')).toContainText('Sign-in refused');
  await fillSignIn(kim, { ...domain.person('kim'), password });
  await expect(heading(kim, 'Choose a new password')).toBeVisible();
  await save(kim, PASSWORD);
  await expect(newPassword(kim)).toHaveAccessibleDescription('You have used this password before. Choose a new one.');
  await save(kim, NEW_PASSWORD);
  await expect(heading(kim, 'Users')).toBeVisible();
});

test('an administrator has a link mailed', async ({ newPage, office: { server, seeder, mailbox } }) => {
  const domain = await seeder.domain();
  await domain.addUser({ username: 'cleo', email: 'cleo@example.org' });
  const ada = await newPage({ baseURL: server.url });
  await signIn(ada, domain.admin);
  await ada.goto('/users');
  await act(ada, 'cleo', 'Reset password…');
  const ask = ada.getByRole('dialog', { name: 'Reset the password of cleo' });
  await ask.getByRole('radio', { name: 'Mail a link' }).check();
  await ask.getByRole('button', { name: 'Mail link' }).click();
  await expect(ask).toContainText('A link is on its way to c•••o@example.org.');
  const cleo = await newPage();
  await cleo.goto(await mailbox.nextLink('cleo@example.org'));
  await save(cleo, NEW_PASSWORD);
  await expect(heading(cleo, 'Your password is changed')).toBeVisible();
});
