import { act, choose, goTo, heading, names, row, signIn } from '../support/console.js';
import { PASSWORD } from '../support/seed.js';
import { expect, test } from '../support/test.js';

test('a System Administrator makes a Domain, works in it, and its administrator sees only its own users', async ({
  page,
  pageOf,
  seeder,
  domain,
}) => {
  await domain.addUser({ username: 'somebody.else' });
  const primary = await seeder.primary();
  await primary.addUser({ username: 'root.maker', role: 'system-administrator' });
  await signIn(page, primary.person('root.maker'));

  await goTo(page, 'Domains');
  await page.getByRole('link', { name: 'Add Domain' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('customer-one');
  await page.getByRole('textbox', { name: 'Display name' }).fill('Customer One');
  await page.getByRole('textbox', { name: 'Username' }).fill('cara');
  await page.getByRole('textbox', { name: 'First name' }).fill('Cara');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Costa');
  await page.getByRole('radio', { name: 'Set a password' }).check();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Add Domain' }).click();
  await expect(heading(page, 'Customer One')).toBeVisible();

  await page.getByRole('button', { name: 'Work in this Domain' }).click();
  const inHeader = page.getByRole('banner').getByRole('button', { name: /^Switch Domain/ });
  await expect(inHeader).toContainText('Customer One');
  await expect(page.getByText('You work in another Domain than your own.')).toBeVisible();
  await goTo(page, 'Users');
  await expect.poll(() => names(page)).toEqual(['cara']);

  const cara = await pageOf({ domain: 'customer-one', username: 'cara', password: PASSWORD });
  await expect(cara.getByRole('banner')).toContainText('Customer One');
  await expect(cara.getByRole('button', { name: /^Switch Domain/ })).toHaveCount(0);
  await goTo(cara, 'Users');
  await expect.poll(() => names(cara)).toEqual(['cara']);
  await cara.getByRole('searchbox').fill('somebody');
  await expect(cara.getByRole('heading', { name: 'Nothing matches these filters' })).toBeVisible();

  await page.getByRole('button', { name: /^Back to Primary/ }).click();
  await expect(inHeader).toContainText('Primary');
  await expect(page.getByText('You work in another Domain than your own.')).toBeHidden();
});

test('the switch in the header finds a Domain and leads into it', async ({ page, seeder, domain }) => {
  const primary = await seeder.primary();
  await primary.addUser({ username: 'root.switcher', role: 'system-administrator' });
  await signIn(page, primary.person('root.switcher'));
  await page.getByRole('button', { name: /^Switch Domain/ }).click();
  await page.keyboard.type(domain.name);
  await page.getByRole('option', { name: domain.displayName }).first().click();
  await expect(page.getByRole('button', { name: /^Switch Domain/ })).toContainText(domain.displayName);
  await goTo(page, 'Users');
  await expect.poll(() => names(page)).toEqual(['ada.admin']);
  await page.reload();
  await expect(page.getByRole('button', { name: /^Switch Domain/ })).toContainText(domain.displayName);
});

test("a Domain's user of another one is not there", async ({ page, seeder, domain, guard }) => {
  guard.expectStatus(404);
  const other = await (await seeder.domain()).addUser({ username: 'theirs' });
  await signIn(page, domain.admin);
  await page.goto(`/users/${other.id}`);
  await expect(heading(page, 'Nothing is here')).toBeVisible();
});

test('a disabled Domain lets nobody in, and those inside are out', async ({ page, pageOf, seeder, domain, guard }) => {
  guard.expectStatus(401);
  const primary = await seeder.primary();
  await primary.addUser({ username: 'root.closer', role: 'system-administrator' });
  const ada = await pageOf(domain.admin);
  await signIn(page, primary.person('root.closer'));
  await page.goto(`/domains/${domain.id}`);
  await page.getByRole('button', { name: 'Disable Domain' }).click();
  const question = page.getByRole('dialog', { name: `Disable ${domain.name}?` });
  await expect(question).toContainText('1 session ends now');
  await question.getByRole('button', { name: 'Disable Domain' }).click();
  await expect(question).toBeHidden();
  await goTo(ada, 'Users');
  await expect(ada.getByText('Your session has ended.')).toBeVisible();
});

test('an operator enables and disables, and neither adds nor deletes', async ({ page, domain }) => {
  await domain.addUser({ username: 'olga', role: 'operator' });
  await domain.addUser({ username: 'kim' });
  await signIn(page, domain.person('olga'));
  await page.goto('/users');
  await expect(row(page, 'kim')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Add user' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Actions for kim' }).click();
  await expect(page.getByRole('menuitem', { name: 'Disable…' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Delete…' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await act(page, 'kim', 'Disable…');
  await page.getByRole('dialog').getByRole('button', { name: 'Disable user' }).click();
  await expect(row(page, 'kim')).toContainText('Disabled');
  await act(page, 'kim', 'Enable');
  await expect(row(page, 'kim')).toContainText('Active');
  await choose(page, 'Role', 'Operator');
  await expect.poll(() => names(page)).toEqual(['olga']);
});
