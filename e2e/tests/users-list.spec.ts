import type { ProblemBody } from 'wardkeep/contracts';
import { choose, heading, names, row, signIn } from '../support/console.js';
import { expect, test } from '../support/test.js';

const LIST = /\/api\/v1\/users\?/;

test('filters, order and search are the address: Back, reload and another tab show the same', async ({
  page,
  domain,
}) => {
  await domain.invite(['ben', 'cleo', 'ceyda']);
  await domain.addUser({ username: 'carl' });
  await signIn(page, domain.admin);
  await page.goto('/users');
  await choose(page, 'Status', 'Invited');
  await expect.poll(() => names(page)).toEqual(['ben', 'ceyda', 'cleo']);
  await page.getByRole('button', { name: 'Username' }).click();
  await expect.poll(() => names(page)).toEqual(['cleo', 'ceyda', 'ben']);
  await page.getByRole('searchbox').fill('c');
  await expect.poll(() => names(page)).toEqual(['cleo', 'ceyda']);
  const address = new URL(page.url());
  expect(Object.fromEntries(address.searchParams)).toEqual({ status: 'invited', sort: '-username', q: 'c' });

  await page.reload();
  await expect.poll(() => names(page)).toEqual(['cleo', 'ceyda']);
  await expect(page.getByRole('searchbox')).toHaveValue('c');
  await expect(page.getByRole('columnheader', { name: 'Username' })).toHaveAttribute('aria-sort', 'descending');

  const tab = await page.context().newPage();
  await tab.goto(address.href);
  await expect.poll(() => names(tab)).toEqual(['cleo', 'ceyda']);
  await expect(tab.getByRole('combobox', { name: 'Status' })).toHaveValue('Invited');

  await page.getByRole('link', { name: 'cleo' }).click();
  await expect(heading(page, 'Kim Keller')).toBeVisible();
  await page.goBack();
  await expect.poll(() => names(page)).toEqual(['cleo', 'ceyda']);
  await page.goBack();
  await expect.poll(() => names(page)).toEqual(['ben', 'ceyda', 'cleo']);
  await page.goBack();
  await expect(row(page, 'carl')).toBeVisible();
});

test('pages forward and back hold every user once, and a new order starts at the first', async ({ page, domain }) => {
  await domain.invite(Array.from({ length: 55 }, (_, i) => `user-${String(i).padStart(2, '0')}`));
  const { items } = await domain.api.users.list({ limit: 200 });
  const everyone = items.map(({ username }) => username);
  await signIn(page, domain.admin);
  await page.goto('/users?size=25');
  await expect.poll(() => names(page)).toEqual(everyone.slice(0, 25));
  await expect(page.getByText('56 in all')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Previous' })).toBeHidden();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => names(page)).toEqual(everyone.slice(25, 50));
  await page.getByRole('button', { name: 'Next' }).click();
  await expect.poll(() => names(page)).toEqual(everyone.slice(50));
  await expect(page.getByRole('button', { name: 'Next' })).toBeHidden();
  await page.reload();
  await expect.poll(() => names(page)).toEqual(everyone.slice(50));
  await page.getByRole('button', { name: 'Previous' }).click();
  await expect.poll(() => names(page)).toEqual(everyone.slice(25, 50));
  await page.getByRole('button', { name: 'Username' }).click();
  await expect.poll(() => names(page)).toEqual(everyone.toReversed().slice(0, 25));
  await expect(page).not.toHaveURL(/cursor=/);
});

for (const username of ['662E41', 'true', '98765432109876543210']) {
  test(`a username that looks like something else stays text: ${username}`, async ({ page, domain }) => {
    await domain.addUser({ username });
    await signIn(page, domain.admin);
    await page.goto('/users');
    await page.getByRole('searchbox').fill(username);
    await expect(page).toHaveURL(new RegExp(`q=${username}$`));
    await page.reload();
    await expect(page.getByRole('searchbox')).toHaveValue(username);
    await expect.poll(() => names(page)).toEqual([username]);
  });
}

test('a broken link shows the default list', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/users?status=broken&sort=%22&size=7&role=x&from=yesterday&unknown=1');
  await expect.poll(() => names(page)).toEqual([domain.admin.username]);
});

test('nothing that matches is told from nothing at all', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/users?q=nobody');
  await expect(page.getByRole('heading', { name: 'Nothing matches these filters' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(row(page, domain.admin.username)).toBeVisible();

  const nothing = { items: [], nextCursor: null, total: { value: 0, relation: 'exact' } };
  await page.route(LIST, (route) => route.fulfill({ json: nothing }));
  await page.goto('/users');
  await expect(page.getByRole('heading', { name: 'No users yet' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Add user' })).toHaveCount(2);
});

test('a failure says what happened and its request, and can be tried again', async ({ page, domain, guard }) => {
  guard.expectStatus(500);
  await signIn(page, domain.admin);
  const problem: ProblemBody = {
    type: 'urn:wardkeep:problem:internal-error',
    title: 'Something went wrong on our side',
    status: 500,
    code: 'internal-error',
    detail: '',
    requestId: 'request-4711',
  };
  await page.route(LIST, (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await page.goto('/users');
  const alert = page.getByRole('alert', { name: 'This could not be loaded' });
  await expect(alert).toContainText('request-4711', { timeout: 20_000 });
  await expect(page.getByRole('searchbox')).toBeVisible();
  await page.unroute(LIST);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(row(page, domain.admin.username)).toBeVisible();
});

test('while a slow server thinks, the toolbar is there and the list says it loads', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(LIST, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/users');
  await expect(page.getByRole('status').filter({ hasText: 'Loading…' })).toBeAttached();
  await expect(page.getByRole('searchbox')).toBeVisible();
  answer();
  await expect(row(page, domain.admin.username)).toBeVisible();
});

test('chosen columns are kept', async ({ page, domain }) => {
  await signIn(page, domain.admin);
  await page.goto('/users');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Phone' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Phone' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Phone' })).toBeVisible();
});
