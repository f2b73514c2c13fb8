import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.js';
import { choose, goTo, heading, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

const shortest = (page: Page) => page.getByRole('textbox', { name: 'Shortest' });
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();
/** A value that is only told, with what is said about it. */
const told = (page: Page, name: string) =>
  page.getByRole('definition').filter({ has: page.locator(`xpath=preceding-sibling::dt[.="${name}"]`) });

test('a change of the password rules says whom it concerns, has its reason, and acts in the form and at the server', async ({
  page,
  domain,
  guard,
}) => {
  guard.expectStatus(422);
  await domain.addUser({ username: 'kim' });
  await signIn(page, domain.admin);
  await goTo(page, 'Policies');
  await expect(heading(page, 'Policies')).toBeVisible();
  const question = page.getByRole('dialog', { name: 'Change the policies of this Domain?' });
  await page.getByRole('radio', { name: /^NIST/ }).check();
  await save(page);
  await expect(question).toContainText('2 users have a password from weaker rules.');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();

  await shortest(page).fill('18');
  await expect(page.getByText('A password has 18 to 256 characters.')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Custom/ })).toBeChecked();
  await save(page);
  await expect(question).toContainText('Nobody has to do anything');
  await question.getByLabel(/^Reason/).fill('Advised by the auditor');
  await expectAccessible(page, 'change of the policies');
  await question.getByRole('button', { name: /^Save \d+ changes?$/ }).click();
  await expect(question).toBeHidden();
  await expect(page.getByText('Saved. It holds from now on.').first()).toBeVisible();
  const history = page.getByRole('region', { name: 'Latest changes' });
  await expect(history).toContainText('Reason: Advised by the auditor');
  await expect(history).toContainText('Shortest: 12 characters → 18 characters');

  await page.goto('/users/new');
  const drawer = page.getByRole('dialog', { name: 'Add user' });
  await drawer.getByRole('textbox', { name: 'Username' }).fill('tim');
  await drawer.getByRole('textbox', { name: 'First name' }).fill('Tim');
  await drawer.getByRole('textbox', { name: 'Last name' }).fill('Roe');
  await choose(drawer, 'Role', /^Read-only/);
  await drawer.getByRole('radio', { name: 'Set a password' }).check();
  const password = drawer.getByLabel('Password', { exact: true });
  await password.fill('Correct horse 1!');
  const rules = drawer.getByRole('list', { name: 'Rules for the password' });
  await expect(rules.getByRole('listitem').filter({ hasText: 'At least 18 characters' })).toContainText('not met');
  await drawer.getByRole('button', { name: 'Create user' }).click();
  await expect(password).toHaveAccessibleDescription(/The password is too short/);
  await password.fill('Correct horse and 1 battery!');
  await drawer.getByRole('button', { name: 'Create user' }).click();
  await expect(drawer).toBeHidden();
});

test('a Domain does not go below the system', async ({ page, domain, guard }) => {
  guard.expectStatus(400, 409, 422);
  await signIn(page, domain.admin);
  await page.goto('/settings/passwords');
  await expect(page.getByText('The system asks for at least: 12 characters')).toBeVisible();
  await shortest(page).fill('11');
  await save(page);
  await expect(shortest(page)).toHaveAccessibleDescription(/A Domain can only be stricter than the system/);
  await expect(shortest(page)).toBeFocused();
  await expectAccessible(page, 'below the floor');
  await page.goto('/settings/sessions');
  await expect(page.getByText('The system does not allow this to any Domain')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Several sessions at once' })).toHaveCount(0);
});

test('what stands in the configuration is shown and can not be changed here', async ({
  newPage,
  office: { server, seeder },
}) => {
  const primary = await seeder.primary();
  await primary.addUser({ username: 'root.settings', role: 'system-administrator' });
  const root = await newPage({ baseURL: server.url });
  await signIn(root, primary.person('root.settings'));
  await root.goto('/settings/lockout');
  await expect(told(root, 'Locked for')).toHaveText('45 minutes');
  await expect(root.getByText('Set in the configuration file: change it there')).toHaveCount(1);
  await expect(root.getByRole('textbox', { name: 'Locked for' })).toHaveCount(0);
  await expect(root.getByRole('textbox', { name: 'Failures that lock' })).toBeEditable();
  await expectAccessible(root, 'a value of the configuration');
  await root.goto('/settings/sessions');
  await expect(told(root, 'Several sessions at once')).toHaveText('Yes');
});
