import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.js';
import { choose, fillSignIn, heading, names, openAccountMenu, row, signIn } from '../support/console.js';
import type { Person } from '../support/seed.js';
import { expect, test } from '../support/test.js';

const MOST = 5;

/** What the refusal says, but for the number of its request. */
async function refusal(page: Page, person: Person): Promise<string> {
  const answered = page.waitForResponse(/\/api\/v1\/auth\/sign-in$/);
  await fillSignIn(page, person);
  expect((await answered).status()).toBe(401);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toHaveAttribute('aria-disabled', 'false');
  return (await page.getByRole('alert').innerText()).replace(/Request.*/su, '');
}

test('five failures lock without a word to who tries; an administrator sees why and unlocks', async ({
  page,
  newPage,
  domain,
  guard,
}) => {
  guard.expectStatus(401);
  const { id } = await domain.addUser({ username: 'kim' });
  const kim = domain.person('kim');
  const stranger = await newPage();
  await stranger.goto('/sign-in');
  const told: string[] = [];
  for (let tries = 0; tries < MOST; tries += 1) {
    told.push(await refusal(stranger, { ...kim, password: `Wrong horse ${tries}!` }));
  }
  told.push(await refusal(stranger, kim));
  expect(new Set(told).size).toBe(1);
  expect(told[0]).toContain('Sign-in refused');

  await signIn(page, domain.admin);
  await page.goto('/users');
  await expect(row(page, 'kim')).toContainText('Locked');
  await choose(page, 'Status', 'Locked');
  await expect.poll(() => names(page)).toEqual(['kim']);
  await page.getByRole('link', { name: 'kim', exact: true }).click();
  await expect(heading(page, 'Kim Keller')).toBeVisible();
  await expect(page.getByText(/Until \d.*, after 5 failures/)).toBeVisible();

  await page.getByRole('link', { name: "Why can't this person sign in?" }).click();
  await expect(page).toHaveURL(new RegExp(`/users/${id}/security$`));
  const gate = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Lock after failures' }) });
  await expect(gate).toContainText('Shut');
  await expect(gate).toContainText('Too many failed sign-ins.');
  await expect(page.getByRole('region', { name: 'Failed sign-ins' })).toContainText('5 of 5');
  const refusals = page.getByRole('table', { name: 'Refused sign-ins' }).getByRole('row');
  await expect(refusals.nth(1)).toContainText('Account locked');
  await expect(refusals.nth(2)).toContainText('Wrong password');
  await expectAccessible(page, 'a locked user');

  await gate.getByRole('button', { name: 'Unlock' }).click();
  await expect(gate).toContainText('Passed');
  await expect(page.getByRole('heading', { name: 'Can this person sign in?' })).toBeVisible();
  await expect(page.getByText(/after 5 failures/)).toHaveCount(0);
  await fillSignIn(stranger, kim);
  await expect(heading(stranger, /^Hello/)).toBeVisible();
});

test('a browser one signs in with is not locked out by strangers', async ({ page, newPage, domain, guard }) => {
  guard.expectStatus(401);
  await domain.addUser({ username: 'kim' });
  const kim = domain.person('kim');
  await signIn(page, kim);
  const stranger = await newPage();
  await stranger.goto('/sign-in');
  for (let tries = 0; tries < MOST; tries += 1) await refusal(stranger, { ...kim, password: `Wrong horse ${tries}!` });
  await refusal(stranger, kim);
  await openAccountMenu(page);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await fillSignIn(page, kim);
  await expect(heading(page, /^Hello/)).toBeVisible();
});
