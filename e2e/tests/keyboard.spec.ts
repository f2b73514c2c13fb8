import type { Locator, Page } from '@playwright/test';
import { heading } from '../support/console.js';
import { expect, test } from '../support/test.js';

const ENOUGH = 80;

/** Presses Tab until the focus is there. Wherever it rests, it can be seen. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < ENOUGH; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    expect(await focusMark(page), 'what has the focus shows it').toBeGreaterThanOrEqual(2);
  }
  throw new Error(`${target.toString()} was not reached by ${ENOUGH} presses of Tab`);
}

/** How wide the mark around the focused element is, in pixels; 2 on the page itself, which has none. */
function focusMark(page: Page): Promise<number> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return 2;
    const widths = [focused, focused.nextElementSibling, focused.parentElement].map((element) => {
      const style = element && getComputedStyle(element);
      if (!style || style.outlineStyle === 'none') return 0;
      return Number.parseFloat(style.outlineWidth);
    });
    return Math.max(...widths);
  });
}

test('the main job needs no mouse', async ({ page, domain }) => {
  const kim = await domain.addUser({ username: 'kim' });
  await page.goto(`/sign-in?domain=${domain.name}`);
  await expect(page.getByLabel('Username or email')).toBeFocused();
  await page.keyboard.type(domain.admin.username);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(domain.admin.password);
  await page.keyboard.press('Enter');
  await expect(heading(page, /^Hello/)).toBeVisible();

  await page.keyboard.press('Tab');
  await tabTo(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }));
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Users')).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'kim', exact: true }));
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Kim Keller')).toBeFocused();

  await tabTo(page, page.getByRole('link', { name: 'Edit' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('Last name'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Meier');
  await tabTo(page, page.getByRole('button', { name: 'Save', exact: true }));
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Kim Meier')).toBeVisible();

  const more = page.getByRole('button', { name: 'More' });
  await tabTo(page, more);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await expect(page.getByRole('menuitem', { name: 'Reset password…' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Disable…' })).toBeFocused();
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Disable kim?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await tabTo(page, question.getByRole('button', { name: 'Disable user' }));
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  await expect(more).toBeFocused();
  expect(await domain.api.users.get(kim.id)).toMatchObject({ lastName: 'Meier', status: 'disabled' });
});

test('the focus stays in a dialog and goes back where it came from', async ({ pageOf, domain }) => {
  const ada = await pageOf(domain.admin);
  await ada.goto('/users');
  const add = ada.getByRole('link', { name: 'Add user' });
  await add.focus();
  await ada.keyboard.press('Enter');
  const drawer = ada.getByRole('dialog', { name: 'Add user' });
  await expect(drawer.getByRole('textbox', { name: 'Username' })).toBeFocused();
  for (let presses = 0; presses < 25; presses += 1) await ada.keyboard.press('Tab');
  expect(await drawer.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await drawer.getByRole('textbox', { name: 'Username' }).focus();
  await ada.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(add).toBeFocused();
});

test('the skip link leads past the navigation', async ({ pageOf, domain }) => {
  const ada = await pageOf(domain.admin);
  await ada.goto('/users');
  await expect(ada.getByRole('link', { name: 'ada.admin' })).toBeVisible();
  await ada.evaluate(() => document.body.focus());
  await ada.keyboard.press('Tab');
  const skip = ada.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await ada.keyboard.press('Enter');
  await expect(ada.getByRole('main')).toBeFocused();
});
