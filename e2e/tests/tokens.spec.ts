import { fillSignIn, goTo, heading } from '../support/console.js';
import { expect, test } from '../support/test.js';
import { TokenWatch } from '../support/tokens.js';

const NEW_PASSWORD = 'Another horse 2!';

test('SES-07 a session is a cookie that scripts can not read, and nowhere else', async ({ page, domain }) => {
  test.setTimeout(150_000);
  const watch = new TokenWatch(page);
  await page.goto('/sign-in');
  await fillSignIn(page, domain.admin);
  await expect(heading(page, /^Hello/)).toBeVisible();
  const cookies = (await page.context().cookies()).map(({ name }) => name);
  expect(cookies.sort()).toEqual(['wk', 'wk-device']);
  await watch.expectNothing('after the sign-in');

  for (const name of ['Users', 'Sessions', 'Roles']) {
    await goTo(page, name);
    await expect(heading(page, name)).toBeVisible();
    await watch.expectNothing(`at ${name}`);
  }

  await page.goto('/me');
  await page.getByLabel('Current password').fill(domain.admin.password);
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed.').first()).toBeVisible();
  await watch.expectNothing('after a new password');

  await page.reload();
  await expect(page.getByLabel('First name')).toHaveValue('Ada');
  await watch.expectNothing('after a reload');
});

test('SES-07 the challenge of a sign-in that takes two steps is in its answer alone', async ({ page, domain }) => {
  const made = await domain.addUser({ username: 'kim.keller', initialPassword: 'temporary' });
  const watch = new TokenWatch(page);
  await page.goto('/sign-in');
  const person = { ...domain.person('kim.keller'), password: made.temporaryPassword ?? '' };
  await fillSignIn(page, person);
  await expect(heading(page, 'Choose a new password')).toBeVisible();
  await watch.expectNothing('at the second step', { mayTell: 'challenge' });
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(heading(page, /^Hello/)).toBeVisible();
  await watch.expectNothing('after both');
});
