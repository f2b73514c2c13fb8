import { expectAccessible } from '../support/axe.js';
import { act, choose, fillSignIn, goTo, heading, row, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

test('of two who edit one user, the second sees what the first saved and goes on', async ({
  page,
  pageOf,
  domain,
  guard,
}) => {
  guard.expectStatus(412);
  const kim = await domain.addUser({ username: 'kim' });
  await domain.addUser({ username: 'bob.admin', role: 'domain-administrator' });
  await signIn(page, domain.admin);
  const second = await pageOf(domain.person('bob.admin'));
  for (const editor of [page, second]) {
    await editor.goto(`/users/${kim.id}?edit=yes`);
    await expect(editor.getByLabel('Last name')).toHaveValue('Keller');
  }
  await page.getByLabel('Last name').fill('Meier');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(heading(page, 'Kim Meier')).toBeVisible();

  await second.getByLabel('Last name').fill('Müller');
  await second.getByLabel('Phone (optional)').fill('+41441234567');
  await second.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = second.getByRole('dialog', { name: 'Someone else changed this first' });
  await expect(conflict).toContainText('ada.admin changed this user');
  await expect(conflict.getByRole('row', { name: 'Last name Müller Meier' })).toBeVisible();
  await expectAccessible(second, 'conflict');
  await conflict.getByRole('button', { name: 'Reload, keep what I changed' }).click();
  await expect(second.getByLabel('Last name')).toHaveValue('Müller');
  await second.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(heading(second, 'Kim Müller')).toBeVisible();
  expect(await domain.api.users.get(kim.id)).toMatchObject({ lastName: 'Müller', phone: '+41441234567', version: 3 });
});

test('what the server refuses is said at its field', async ({ page, domain, guard }) => {
  guard.expectStatus(409);
  await domain.addUser({ username: 'first', email: 'taken@example.org' });
  const second = await domain.addUser({ username: 'second' });
  await signIn(page, domain.admin);
  await page.goto(`/users/${second.id}?edit=yes`);
  const email = page.getByLabel('Email (optional)');
  await email.fill('taken@example.org');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(email).toHaveAccessibleDescription(/Another user has that email/);
  await expect(email).toBeFocused();
  await expectAccessible(page, 'refused edit');
  await email.fill('free@example.org');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('free@example.org').first()).toBeVisible();

  await page.goto('/users/new');
  const drawer = page.getByRole('dialog', { name: 'Add user' });
  await drawer.getByRole('button', { name: 'Create user' }).click();
  await expect(drawer.getByRole('textbox', { name: 'Username' })).toBeFocused();
  await drawer.getByRole('textbox', { name: 'Username' }).fill('FIRST');
  await drawer.getByRole('textbox', { name: 'First name' }).fill('Fay');
  await drawer.getByRole('textbox', { name: 'Last name' }).fill('Roe');
  await choose(drawer, 'Role', /^Operator/);
  await drawer.getByRole('button', { name: 'Create user' }).click();
  await expect(drawer.getByRole('textbox', { name: 'Username' })).toHaveAccessibleDescription(/username is taken/);
  await expectAccessible(page, 'refused new user');
});

test('an edit is not lost by a click elsewhere', async ({ page, domain }) => {
  const kim = await domain.addUser({ username: 'kim' });
  await signIn(page, domain.admin);
  await page.goto(`/users/${kim.id}?edit=yes`);
  await page.getByLabel('First name').fill('Kimberley');
  await goTo(page, 'Roles');
  const question = page.getByRole('dialog', { name: 'Discard your changes?' });
  await expect(question.getByRole('button', { name: 'Keep editing' })).toBeFocused();
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await expect(page.getByLabel('First name')).toHaveValue('Kimberley');
  await goTo(page, 'Roles');
  await question.getByRole('button', { name: 'Discard changes' }).click();
  await expect(heading(page, 'Roles')).toBeVisible();
});

test('deleting asks for the typed username', async ({ page, domain }) => {
  const kim = await domain.addUser({ username: 'kim' });
  await signIn(page, domain.admin);
  await page.goto('/users');
  await act(page, 'kim', 'Delete…');
  const question = page.getByRole('dialog', { name: 'Delete kim for good?' });
  await expect(question).toContainText('No session ends');
  await expectAccessible(page, 'delete');
  const typed = question.getByRole('textbox', { name: 'Type kim to confirm' });
  await expect(typed).toBeFocused();
  await typed.fill('tim');
  await question.getByRole('button', { name: 'Delete user' }).click();
  await expect(typed).toHaveAccessibleDescription(/Type it as shown/);
  await expect(domain.api.users.get(kim.id)).resolves.toMatchObject({ username: 'kim' });
  await question.getByRole('textbox', { name: 'Reason' }).fill('Left the company');
  await typed.fill('kim');
  await question.getByRole('button', { name: 'Delete user' }).click();
  await expect(question).toBeHidden();
  await expect(row(page, 'kim')).toHaveCount(0);
  const { items } = await domain.api.auditEvents.list({ type: 'user.deleted' });
  expect(items).toMatchObject([{ subject: { id: kim.id, name: 'kim' }, reason: 'Left the company' }]);
});

test('what can not be done says why: to oneself', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/users');
  await act(page, domain.admin.username, 'Delete…');
  const why = page.getByRole('dialog', { name: 'ada.admin can not be deleted' });
  await expect(why).toContainText('You can not do this to your own account');
  await expectAccessible(page, 'blocked');
  await why.getByText('Close').click();
  await expect(why).toBeHidden();
});

test('what can not be done says why: to the default System Administrator', async ({ page, seeder }) => {
  const primary = await seeder.primary();
  await primary.addUser({ username: 'root.blocked', role: 'system-administrator' });
  await signIn(page, primary.person('root.blocked'));
  await page.goto('/users?q=sys-admin');
  await act(page, 'sys-admin', 'Disable…');
  const why = page.getByRole('dialog', { name: 'sys-admin can not be disabled' });
  await expect(why).toContainText('The default System Administrator stays as it is.');
});

test('a temporary password is shown once, and is changed at the first sign-in', async ({ page, newPage, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/users/new');
  const drawer = page.getByRole('dialog', { name: 'Add user' });
  await drawer.getByRole('textbox', { name: 'Username' }).fill('kim');
  await drawer.getByRole('textbox', { name: 'First name' }).fill('Kim');
  await drawer.getByRole('textbox', { name: 'Last name' }).fill('Keller');
  await choose(drawer, 'Role', /^Operator/);
  await drawer.getByRole('button', { name: 'Create user' }).click();

  const secret = page.getByRole('dialog', { name: 'Temporary password of kim' });
  await expect(secret).toContainText('Hidden until you show it');
  await expectAccessible(page, 'temporary password');
  await secret.getByRole('button', { name: 'Show' }).click();
  const password = await secret.getByRole('code').innerText();
  await page.keyboard.press('Escape');
  await expect(secret).toBeVisible();
  await expect(secret.getByRole('button', { name: 'Done' })).toBeDisabled();
  await secret.getByRole('checkbox', { name: 'I have stored it' }).check();
  await secret.getByRole('button', { name: 'Done' }).click();
  await expect(secret).toBeHidden();
  await expect(page.getByText('kim was created.').first()).toBeVisible();
  await page.reload();
  await expect(row(page, 'kim')).toBeVisible();
  expect(await page.content()).not.toContain(password);

  const kim = await newPage();
  await kim.goto('/sign-in');
  await fillSignIn(kim, { domain: domain.name, username: 'kim', password });
  await expect(heading(kim, 'Choose a new password')).toBeVisible();
});
