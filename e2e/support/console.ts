import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from './seed.js';

/** Fills the sign-in page, which asks for the Domain only when somebody wants another than the Primary one. */
export async function fillSignIn(page: Page, { domain, username, password }: Person): Promise<void> {
  const domainField = page.getByRole('textbox', { name: 'Domain' });
  if (domain !== null) {
    if (!(await domainField.isVisible())) {
      await page.getByRole('button', { name: 'Sign in to another Domain' }).click();
    }
    await domainField.fill(domain);
  }
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in');
  await fillSignIn(page, person);
  await expect(page.getByRole('heading', { level: 1, name: /^Hello/ })).toBeVisible();
}

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });

export async function openAccountMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
}
