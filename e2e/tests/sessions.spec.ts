import { goTo, heading, openAccountMenu, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

test('signing in elsewhere ends the session here, which says so and leads back', async ({
  page,
  pageOf,
  domain,
  guard,
}) => {
  guard.expectStatus(401);
  await signIn(page, domain.admin);
  await page.goto('/users?q=ada');
  const elsewhere = await pageOf(domain.admin);
  await goTo(page, 'Roles');
  await expect(page.getByText('You signed in elsewhere: the newer session ended this one.')).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in\?reason=ended&next=%2Froles&because=newer-sign-in$/);
  await elsewhere.goto('/me');
  await elsewhere.getByRole('button', { name: 'Show earlier sessions' }).click();
  await expect(elsewhere.getByRole('list', { name: 'Earlier sessions' })).toContainText('Replaced by a newer sign-in');
});

test('where several sessions are allowed, one ends all but this one', async ({
  newPage,
  office: { server, seeder },
  guard,
}) => {
  guard.expectStatus(401);
  const domain = await seeder.domain();
  const open = async () => {
    const page = await newPage({ baseURL: server.url });
    await signIn(page, domain.admin);
    return page;
  };
  const [here, second, third] = [await open(), await open(), await open()];
  await here.goto('/me');
  const live = here.getByRole('list', { name: 'Live sessions' }).getByRole('listitem');
  await expect(live).toHaveCount(3);
  await expect(live.first()).toContainText('This session');
  await here.getByRole('button', { name: 'End all other sessions' }).click();
  const question = here.getByRole('dialog', { name: 'End all your other sessions?' });
  await question.getByRole('button', { name: 'End 2 sessions' }).click();
  await expect(question).toBeHidden();
  await expect(live).toHaveCount(1);
  for (const other of [second, third]) {
    await goTo(other, 'Users');
    await expect(other.getByText('You ended it from another place.')).toBeVisible();
  }
  await goTo(here, 'Users');
  await expect(heading(here, 'Users')).toBeVisible();
  await openAccountMenu(here);
});
