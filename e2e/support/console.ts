import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from './seed.js';

/** Fills the sign-in page, which asks for the Domain only when somebody wants another than the Primary one. */
export async function fillSignIn(page: Page, { domain, username, password }: Person): Promise<void> {
  const domainField = page.getByRole('textbox', { name: 'Domain' });
  const usernameField = page.getByLabel('Username or email');
  await expect(usernameField).toBeVisible();
  if (domain !== null) {
    if (!(await domainField.isVisible())) {
      await page.getByRole('button', { name: 'Sign in to another Domain' }).click();
    }
    await domainField.fill(domain);
  }
  await usernameField.fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in');
  await fillSignIn(page, person);
  await expect(heading(page, /^Hello/)).toBeVisible();
}

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });

export async function openAccountMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
}

/** Goes to a page by the sidebar. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
}

/** A line of a list, by the name it begins with. */
export const row = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

/** The names the lines of a list begin with, from the top. */
export const names = (page: Page): Promise<string[]> => page.getByRole('rowheader').getByRole('link').allInnerTexts();

export async function choose(within: Page | Locator, field: string, option: string | RegExp): Promise<void> {
  await within.getByRole('combobox', { name: field }).click();
  const page = 'page' in within ? within.page() : within;
  await page.getByRole('option', { name: option }).click();
}

/** Opens the menu of a line and picks something. */
export async function act(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}
