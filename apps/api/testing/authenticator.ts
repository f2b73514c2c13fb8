import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import type { Enrolment, RecoveryCodes } from 'wardkeep/contracts';
import type { TestApi } from './api.js';
import type { Client } from './client.js';
import type { GivenUser } from './given.js';

const STEP_SECONDS = 30;
/** What a slow test may take between a code and its use. */
const MARGIN_SECONDS = 5;

/** The code that an app shows now, or so many steps away from now, for the secret that it was given to type. */
export function codeOf(secret: string, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * STEP_SECONDS });
}

/** Six digits that belong to none of the steps around now. */
export function wrongCodeOf(secret: string): string {
  const right = [-3, -2, -1, 0, 1, 2, 3].map((steps) => codeOf(secret, steps));
  const wrong = ['000000', '111111', '222222', '333333', '444444', '555555', '666666', '777777'];
  return wrong.find((code) => !right.includes(code)) ?? '888888';
}

/** Waits until the current step has some time left, so that what is its code now is it at the server too. */
export async function steadyStep(): Promise<void> {
  const left = STEP_SECONDS - ((Date.now() / 1_000) % STEP_SECONDS);
  if (left < MARGIN_SECONDS) await sleep(left * 1_000);
}

/** Sets up an app for whoever the client is signed in as. */
export async function enrol(client: Client): Promise<{ secret: string; recoveryCodes: readonly string[] }> {
  const { body: begun } = await client.post<Enrolment>('/me/totp');
  const { status, body } = await client.post<RecoveryCodes>('/me/totp/confirm', { code: codeOf(begun.secret) });
  if (status !== 200) throw new Error(`Setting up the app answered ${status}`);
  return { secret: begun.secret, recoveryCodes: body.recoveryCodes };
}

/** A user's app whose codes of now are all unused: one can wait for the next, a test does not. */
export async function enrolled(api: TestApi, user: GivenUser): ReturnType<typeof enrol> {
  const factor = await enrol(api.as(await api.given.session(user)));
  await forgetUsedCodes(api, user);
  return factor;
}

export async function forgetUsedCodes(api: TestApi, { id }: Pick<GivenUser, 'id'>): Promise<void> {
  await api.database.sql('UPDATE totp_secret SET last_step = 0 WHERE user_id = $1', [id]);
}
