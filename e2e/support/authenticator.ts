import { setTimeout as wait } from 'node:timers/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { createClient } from 'wardkeep/client';
import type { Person } from './seed.js';

const STEP_SECONDS = 30;

/** Somebody's authenticator app. */
export type App = {
  readonly secret: string;
  /** A code that was not used before: the one of now, or already the next, which is accepted too. */
  readonly code: () => Promise<string>;
};

const now = () => Math.floor(Date.now() / 1_000 / STEP_SECONDS);

export function appWith(secret: string): App {
  let used = 0;
  return {
    secret,
    code: async () => {
      const step = Math.max(now(), used + 1);
      while (now() < step - 1) await wait(250);
      used = step;
      return generateSync({ secret, epoch: step * STEP_SECONDS });
    },
  };
}

export const codeField = (within: Page | Locator): Locator => within.getByRole('textbox', { name: 'Six-digit code' });

const shownCodes = (within: Page | Locator): Locator =>
  within.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');

/** Reads the ten codes, keeps them, and goes on. */
export async function keepCodes(within: Page | Locator, onward: string): Promise<string[]> {
  await expect(shownCodes(within)).toHaveCount(10);
  const codes = await shownCodes(within).allInnerTexts();
  const done = within.getByRole('button', { name: onward });
  await expect(done).toBeDisabled();
  await within.getByRole('checkbox', { name: 'I have stored them' }).check();
  await done.click();
  return codes;
}

/** The step with the key, from the first one on. */
export async function readKey(within: Page | Locator): Promise<string> {
  await within.getByRole('button', { name: 'Continue' }).click();
  await expect(within.getByRole('heading', { name: 'Add the account to the app' })).toBeFocused();
  await expect(within.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible();
  const key = await within.getByRole('group', { name: 'Key', exact: true }).innerText();
  return key.replaceAll(/\s/g, '');
}

/** Sets up an app for somebody who must have one and signs in for the first time, without a browser. */
export async function enrol(baseUrl: string, { domain, username, password }: Person): Promise<App> {
  const { auth } = createClient({ baseUrl });
  const step = await auth.signIn({ username, password, delivery: 'bearer', ...(domain !== null && { domain }) });
  if (step.status !== 'second_factor_enrolment_required') throw new Error(`${username} got ${step.status}`);
  const { challenge } = step;
  const app = appWith((await auth.enrol({ challenge })).secret);
  await auth.confirmEnrolment({ challenge, code: await app.code() });
  return app;
}
