import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.js';
import { choose, goTo, heading, row, signIn } from '../support/console.js';
import type { Seeded } from '../support/seed.js';
import { expect, test } from '../support/test.js';

const roleId = async (domain: Seeded, name: string): Promise<string> => {
  const { items } = await domain.api.roles.list();
  return items.find((role) => role.name === name)?.id ?? '';
};

const choice = (page: Page, permission: string, scope: 'None' | 'Own' | 'Domain') =>
  page.getByRole('radio', { name: `${permission}: ${scope}`, exact: true });

/** A custom role that two users have. */
async function nightShift(domain: Seeded) {
  const role = await domain.api.roles.create({
    name: 'Night shift',
    description: 'Watches while others sleep',
    permissions: [
      { permission: 'users:read', scope: 'domain' },
      { permission: 'events:read', scope: 'own' },
    ],
  });
  const [nora, nils] = await Promise.all(['nora', 'nils'].map((username) => domain.addUser({ username })));
  for (const user of [nora, nils]) {
    if (user) await domain.api.users.update(user.id, user.version, { roleId: role.id });
  }
  return role;
}

test('copies a role, edits it, gives it to somebody, and the access tab explains it', async ({ page, domain }) => {
  const kim = await domain.addUser({ username: 'kim' });
  await signIn(page, domain.admin);
  await goTo(page, 'Roles');
  await page.getByRole('link', { name: 'Add role' }).click();
  await choose(page, 'A copy of a role', /^Operator/);
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Copy of Operator');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Night operator');
  await choice(page, 'Enable and disable users', 'None').click();
  await choice(page, 'Reset passwords of users', 'Domain').click();
  await expect(page.getByText('2 differences from Operator')).toBeVisible();
  await page.getByRole('button', { name: 'Create role' }).click();
  await expect(heading(page, 'Night operator')).toBeVisible();
  await expect(page.getByText('Nobody has this role.')).toBeVisible();

  await page.goto(`/users/${kim.id}/access`);
  await choose(page, 'What if the role were', /^Night operator/);
  const effect = page.getByRole('region', { name: 'What would change' });
  await expect(effect).toContainText('Night operator instead of Read-only');
  await expect(effect).toContainText('Reset passwords of users');
  await page.getByRole('button', { name: 'Give this role…' }).click();
  const question = page.getByRole('dialog', { name: 'Give kim the role Night operator?' });
  await expect(question).toContainText('It acts on the next request. Sessions stay.');
  await expectAccessible(page, 'giving a role');
  await question.getByRole('button', { name: 'Give role' }).click();
  await expect(question).toBeHidden();

  const reset = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Reset passwords of users' }) });
  await expect(reset).toContainText('Night operator');
  await page.getByRole('link', { name: /^May not/ }).click();
  const remove = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Delete users for good' }) });
  await expect(remove).toContainText('Domain Administrator');
  await expect(remove).toContainText('ada.admin');
  await remove.getByRole('link').click();
  await expect(row(page, 'ada.admin')).toContainText('Domain Administrator');
});

test('a change to a role says whom it concerns before it is saved', async ({ page, domain }) => {
  const role = await nightShift(domain);
  await signIn(page, domain.admin);
  await page.goto(`/roles/${role.id}`);
  await page.getByRole('link', { name: 'Edit role' }).click();
  await choice(page, 'See users', 'None').click();
  await page.getByRole('searchbox', { name: 'Filter permissions' }).fill('events');
  await expect(choice(page, 'See users', 'None')).toBeHidden();
  await page.getByRole('checkbox', { name: 'Events: fill with Domain' }).click();
  await expect(choice(page, 'See events', 'Own'), 'filling leaves a narrower scope').toBeChecked();
  await choice(page, 'See events', 'Domain').click();
  await page.getByRole('checkbox', { name: 'Require a second factor' }).check();
  await expect(page.getByText('8 changes', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Review changes' }).click();

  const review = page.getByRole('dialog', { name: 'Change the role Night shift?' });
  await expect(review).toContainText('1 removed');
  await expect(review).toContainText('1 wider');
  await expect(review).toContainText('2 users have this role');
  await expect(review).toContainText(/nils and nora|nora and nils/);
  await expect(review).toContainText('2 of them would set up a second factor before anything else');
  await expectAccessible(page, 'the review of a role');
  await review.getByRole('button', { name: 'Save 8 changes' }).click();
  await expect(review).toBeHidden();
  const { permissions, twoFactorRequired } = await domain.api.roles.get(role.id);
  expect(twoFactorRequired).toBe(true);
  expect(permissions.map((grant) => grant.permission)).not.toContain('users:read');
  expect(permissions).toContainEqual({ permission: 'events:read', scope: 'domain' });
});

test('what somebody else saved meanwhile is shown, and the own changes stay', async ({ page, domain, guard }) => {
  guard.expectStatus(412);
  const role = await nightShift(domain);
  await signIn(page, domain.admin);
  await page.goto(`/roles/${role.id}?edit=yes`);
  await choice(page, 'See sessions', 'Domain').click();
  await domain.api.roles.update(role.id, role.version, { description: 'By night' });
  await page.getByRole('button', { name: 'Review changes' }).click();
  const note = page.getByRole('alert').filter({ hasText: 'Someone else changed this first' });
  await note.getByRole('button', { name: 'Load the newer state' }).click();
  await expect(note).toContainText('By night');
  await note.getByRole('button', { name: 'Go on with my changes' }).click();
  await expect(choice(page, 'See sessions', 'Domain')).toBeChecked();
  await page.getByRole('button', { name: 'Review changes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save 1 change' }).click();
  await expect(heading(page, 'Night shift')).toBeVisible();
  await expect(page.getByRole('paragraph').filter({ hasText: 'By night' })).toBeVisible();
});

test('the grid of permissions is one stop of the Tab key, and walks by arrows', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/roles/new');
  await choice(page, 'See users', 'None').focus();
  await page.keyboard.press('End');
  await expect(choice(page, 'See users', 'Domain')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(choice(page, 'See users', 'Domain')).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await expect(choice(page, 'Create users', 'Domain')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(choice(page, 'Create users', 'None')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Create role' })).toBeFocused();
});

test('a held role goes only when its holders get another one', async ({ page, domain }) => {
  const role = await nightShift(domain);
  await signIn(page, domain.admin);
  await page.goto(`/roles/${role.id}`);
  await page.getByRole('button', { name: 'Delete…' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the role Night shift?' });
  await expect(question).toContainText('2 users have this role');
  await expect(question).toContainText('nora');
  await question.getByRole('textbox', { name: /^Type Night shift/ }).fill('night shift');
  await question.getByRole('button', { name: 'Move 2 users and delete role' }).click();
  await expect(question).toContainText('Choose the role they get instead.');
  await choose(question, 'Move them to', /^Read-only/);
  await expectAccessible(page, 'deleting a role');
  await question.getByRole('button', { name: 'Move 2 users and delete role' }).click();
  await expect(heading(page, 'Roles')).toBeVisible();
  await expect(row(page, 'Night shift')).toHaveCount(0);
  expect((await domain.api.users.list({ roleId: await roleId(domain, 'Read-only') })).items.length).toBe(2);
});

test('a built-in role stays as it is, and says why', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto(`/roles/${await roleId(domain, 'Operator')}?edit=yes`);
  await expect(page.getByText('Built-in roles can not be changed')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Edit role' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Copy of Operator');
});

test('an earlier version comes back as a new one, and the user is seen as of a time', async ({
  page,
  domain,
  guard,
}) => {
  guard.expectStatus(404);
  const kim = await domain.addUser({ username: 'kim' });
  await domain.api.users.update(kim.id, kim.version, { firstName: 'Kimberly' });
  await signIn(page, domain.admin);
  await page.goto(`/users/${kim.id}/versions?version=1`);
  await page.getByRole('button', { name: 'Restore this version…' }).click();
  const question = page.getByRole('dialog', { name: 'Restore version 1 of kim?' });
  await expect(question.getByRole('row', { name: /First name/ })).toContainText('Kimberly');
  await expectAccessible(page, 'restoring a version');
  await question.getByRole('button', { name: 'Restore version' }).click();
  await expect(heading(page, 'Kim Keller')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Version 3/ })).toBeVisible();

  await page.getByRole('link', { name: 'As of' }).click();
  await page.getByLabel('Time').fill('2020-01-01T12:00');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'The user did not exist then' })).toBeVisible();
});

test('a marked action asks for its reason', async ({ page, domain }) => {
  await domain.api.settings.updateOfDomain(
    domain.id,
    { reasons: { deleteUser: true, roleToAdministrator: true } },
    (await domain.api.settings.ofDomain(domain.id)).version,
  );
  const kim = await domain.addUser({ username: 'kim' });
  await signIn(page, domain.admin);
  await page.goto(`/users/${kim.id}?edit=yes`);
  await choose(page, 'Role', /^Domain Administrator/);
  await page.getByRole('button', { name: 'Save' }).click();
  const question = page.getByRole('dialog', { name: 'Give kim the role Domain Administrator?' });
  await expect(question).toContainText('The user becomes an administrator');
  await question.getByRole('button', { name: 'Give role' }).click();
  await expect(question).toContainText('Say why: this Domain asks for a reason.');
  await question.getByRole('textbox', { name: 'Reason' }).fill('Stands in for Ada');
  await question.getByRole('button', { name: 'Give role' }).click();
  await expect(question).toBeHidden();
  const [event] = (await domain.api.auditEvents.list({ type: 'user.updated', subject: kim.id })).items;
  expect(event?.reason).toBe('Stands in for Ada');
});
