import type { Page } from '@playwright/test';
import { expectAccessibleAtWidths } from '../support/axe.js';
import { heading, names } from '../support/console.js';
import { expect, test } from '../support/test.js';

const field = (page: Page) => page.getByRole('combobox', { name: 'Page, action, user or email' });
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name });

test('everything is some letters away: pages, actions, users, and what was opened lately', async ({
  pageOf,
  domain,
}) => {
  await domain.addUser({ username: 'kim' });
  const ada = await pageOf(domain.admin);
  await ada.keyboard.press('Control+k');
  await expect(field(ada)).toBeFocused();
  await expect(ada.getByRole('group', { name: 'Pages' }).getByRole('option').first()).toBeVisible();
  await expectAccessibleAtWidths(ada, 'palette');
  await field(ada).fill('kim');
  await expect(option(ada, 'kim Kim Keller')).toHaveAttribute('aria-selected', 'true');
  await ada.keyboard.press('Enter');
  await expect(heading(ada, 'Kim Keller')).toBeFocused();
  await expect(ada.getByRole('dialog')).toBeHidden();

  await ada.getByRole('button', { name: 'Search or go to' }).click();
  await expect(ada.getByRole('group', { name: 'Opened lately' }).getByRole('option')).toHaveText(['Kim KellerUsers']);
  await field(ada).fill('import');
  await expect(option(ada, 'Imports')).toBeVisible();
  await ada.keyboard.press('ArrowDown');
  await ada.keyboard.press('Enter');
  await expect(heading(ada, 'Import users')).toBeVisible();

  await ada.keyboard.press('Control+k');
  await field(ada).fill('nobody at all');
  await expect(ada.getByText('Nothing is called “nobody at all”.')).toBeVisible();
  await ada.keyboard.press('Escape');
  await expect(ada.getByRole('dialog')).toBeHidden();
  await expect(heading(ada, 'Import users')).toBeFocused();
});

test('more users than fit are a list away, and what one may not do is not offered', async ({ pageOf, domain }) => {
  await domain.invite(Array.from({ length: 10 }, (_, index) => `lee-${index}`));
  await domain.addUser({ username: 'rita' });
  const ada = await pageOf(domain.admin);
  await ada.keyboard.press('Control+k');
  await field(ada).fill('lee');
  await expect(ada.getByRole('group', { name: 'Users' }).getByRole('option')).toHaveCount(9);
  await option(ada, 'All users that match “lee”').click();
  await expect(ada.getByRole('searchbox')).toHaveValue('lee');
  await expect.poll(async () => (await names(ada)).length).toBe(10);

  const rita = await pageOf(domain.person('rita'));
  await rita.keyboard.press('Control+k');
  await field(rita).fill('add');
  await expect(rita.getByText('Nothing is called “add”.')).toBeVisible();
  await field(rita).fill('profile');
  await expect(rita.getByRole('option')).toHaveText(['Your profile, password and second factor']);
});

test('a search that fails says so at once, and pages are offered all the same', async ({ pageOf, domain, guard }) => {
  guard.expectStatus(500);
  const ada = await pageOf(domain.admin);
  let asked = 0;
  await ada.route(/\/api\/v1\/users\?q=/, (route) => {
    asked += 1;
    // The second try is not answered at all.
    if (asked === 1) return route.fulfill({ status: 500 });
    return Promise.resolve();
  });
  await ada.keyboard.press('Control+k');
  await field(ada).fill('roles');
  await expect(ada.getByText('Users could not be searched.')).toBeVisible();
  await ada.keyboard.press('Enter');
  await expect(heading(ada, 'Roles')).toBeFocused();
});

test('a list needs no mouse: rows, selection, menu, pages', async ({ pageOf, domain }) => {
  await domain.invite(Array.from({ length: 30 }, (_, index) => `user-${String(index).padStart(2, '0')}`));
  const ada = await pageOf(domain.admin);
  await ada.goto('/users?size=25');
  const link = (name: string) => ada.getByRole('link', { name, exact: true });
  await expect(link('user-03')).toBeVisible();
  for (const key of ['j', 'j', 'ArrowDown', 'k']) await ada.keyboard.press(key);
  await expect(link('user-00')).toBeFocused();
  await ada.keyboard.press('Space');
  await expect(ada.getByText('1 selected')).toBeVisible();
  for (const key of ['j', 'j', 'Shift+Space']) await ada.keyboard.press(key);
  await expect(ada.getByText('3 selected')).toBeVisible();
  await ada.keyboard.press('.');
  await expect(ada.getByRole('menuitem').first()).toBeFocused();
  await ada.keyboard.press('Escape');
  await expect(ada.getByRole('menu')).toBeHidden();
  await expect(ada.getByText('3 selected')).toBeVisible();
  await link('user-02').focus();
  await ada.keyboard.press('Escape');
  await expect(ada.getByText('3 selected')).toBeHidden();
  await ada.keyboard.press(']');
  await expect(link('user-29')).toBeVisible();
  await ada.keyboard.press('[');
  await expect(link('user-00')).toBeVisible();
  await ada.keyboard.press('/');
  await expect(ada.getByRole('searchbox')).toBeFocused();
  await ada.keyboard.type('j?[');
  await expect(ada.getByRole('searchbox')).toHaveValue('j?[');
});

test('the keys of a page are told, and those without Ctrl can be switched off', async ({ pageOf, domain }) => {
  const ada = await pageOf(domain.admin);
  await ada.goto('/users');
  await expect(ada.getByRole('link', { name: 'ada.admin' })).toBeVisible();
  await ada.keyboard.press('?');
  const keys = ada.getByRole('dialog', { name: 'Keys of this page' });
  await expect(keys.getByText('Next row')).toBeVisible();
  await expectAccessibleAtWidths(ada, 'keys of the page');
  await keys.getByRole('switch', { name: 'Single keys' }).uncheck({ force: true });
  await keys.getByRole('button', { name: 'Close' }).click();
  await expect(keys).toBeHidden();
  await ada.keyboard.press('?');
  await ada.keyboard.press('j');
  await expect(ada.getByRole('link', { name: 'ada.admin' })).not.toBeFocused();
  await expect(keys).toBeHidden();

  await ada.keyboard.press('Control+k');
  await field(ada).fill('keys');
  await ada.keyboard.press('Enter');
  await keys.getByRole('switch', { name: 'Single keys' }).check({ force: true });
  await ada.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await ada.keyboard.press('j');
  await expect(ada.getByRole('link', { name: 'ada.admin' })).toBeFocused();
});
