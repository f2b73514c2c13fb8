import { goTo, heading, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

test('who did what is there, with before and after', async ({ page, domain }) => {
  const kim = await domain.addUser({ username: 'kim' });
  await domain.api.users.update(kim.id, kim.version, { lastName: 'Meier' }, { reason: 'Married' });
  await domain.api.users.disable(kim.id, { reason: 'Left the company' });
  await signIn(page, domain.admin);

  await goTo(page, 'Audit log');
  const log = page.getByRole('list', { name: 'Audit log' });
  await expect(log.getByRole('link', { name: 'ada.admin signed in' })).toBeVisible();
  await expect(log.getByRole('link', { name: 'sys-admin added the user kim' })).toBeVisible();
  await expect(log.getByRole('link', { name: 'sys-admin disabled the user kim' })).toBeVisible();
  await log.getByRole('link', { name: 'sys-admin changed the user kim' }).click();
  const event = page.getByRole('dialog');
  await expect(event).toContainText('Married');
  await expect(event.getByRole('row', { name: /Last name.*Keller.*Meier/ })).toBeVisible();
  await expect(page).toHaveURL(/\/audit\/[0-9a-f-]{36}$/);
  await page.reload();
  await expect(event.getByRole('row', { name: /Last name.*Keller.*Meier/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(event).toBeHidden();
  await expect(heading(page, 'Audit log')).toBeVisible();
});

test('the history of a user leads to the audit log with its filter set', async ({ page, domain }) => {
  const kim = await domain.addUser({ username: 'kim' });
  await domain.addUser({ username: 'tim' });
  await domain.api.users.update(kim.id, kim.version, { lastName: 'Meier' });
  await signIn(page, domain.admin);
  await page.goto(`/users/${kim.id}/audit`);
  const change = page.getByRole('listitem').filter({ hasText: 'User changed' });
  await change.getByText('1 field changed').click();
  await expect(change.getByRole('row', { name: /Last name.*Keller.*Meier/ })).toBeVisible();
  await page.getByRole('link', { name: 'Open in the audit log' }).click();
  const log = page.getByRole('list', { name: 'Audit log' });
  await expect(log.getByRole('link', { name: 'sys-admin changed the user kim' })).toBeVisible();
  await expect(log.getByRole('link', { name: /tim/ })).toHaveCount(0);
});

test('each version of a user is kept, and any two are compared', async ({ page, domain }) => {
  const kim = await domain.addUser({ username: 'kim' });
  await domain.api.users.update(kim.id, 1, { lastName: 'Meier' });
  await domain.api.users.update(kim.id, 2, { phone: '+41441234567' });
  await signIn(page, domain.admin);
  await page.goto(`/users/${kim.id}/versions`);
  await expect(page.getByRole('row', { name: /Phone.*empty.*441234567/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Last name/ })).toHaveCount(0);
  await page.getByLabel('Compared with').selectOption('Version 1');
  await expect(page.getByRole('row', { name: /Last name.*Keller.*Meier/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row', { name: /Last name.*Keller.*Meier/ })).toBeVisible();
});
