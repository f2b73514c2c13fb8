import { generateSync } from 'otplib';
import { userNamed } from '../support/domains.js';
import { must, send, type Answer } from '../support/http-client.js';
import { PASSWORD, signIn } from '../support/wardkeep.js';
import { exactlyOne, together, type Ground, type Race } from './race.js';

const AT_ONCE = 8;
const CHALLENGES = 2;
const STEP_MS = 30_000;
/** A code that is asked for later in its step could be that of another one when it arrives. */
const MARGIN_MS = 500;

type Owner = { readonly id: string; readonly username: string };
type Factor = { readonly secret: string; readonly recoveryCodes: readonly string[] };

/** One code of an app for several sign-ins at once. Between rounds the step is put back: nobody waits for the next. */
export const totpStep: Race = {
  name: 'TOTP step',
  atOnce: AT_ONCE,
  prepare: async (ground) => {
    const { owner, factor } = await enrolled(ground, 'one-step');
    return async () => {
      await ground.sql('UPDATE totp_secret SET last_step = 0 WHERE user_id = $1', [owner.id]);
      const challenges = await together(CHALLENGES, () => challenge(ground, owner));
      const proof = { code: await codeOf(factor.secret) };
      return exactlyOne(await together(AT_ONCE, (index) => prove(ground, challenges[index % CHALLENGES], proof)), 200);
    };
  },
};

/** One recovery code for several sign-ins at once. Between rounds it is put back unused. */
export const recoveryCode: Race = {
  name: 'recovery code',
  atOnce: AT_ONCE,
  prepare: async (ground) => {
    const { owner, factor } = await enrolled(ground, 'one-recovery-code');
    const proof = { recoveryCode: factor.recoveryCodes[0] ?? '' };
    return async () => {
      await ground.sql('UPDATE recovery_code SET used_at = NULL WHERE user_id = $1', [owner.id]);
      const challenges = await together(CHALLENGES, () => challenge(ground, owner));
      return exactlyOne(await together(AT_ONCE, (index) => prove(ground, challenges[index % CHALLENGES], proof)), 200);
    };
  },
};

async function enrolled({ wardkeep: { api }, domain, admin }: Ground, name: string) {
  const owner = await userNamed(api, admin, name);
  const headers = await signIn(api, domain, owner.username);
  const { secret } = await must<Factor>(`${api}/me/totp`, { method: 'POST', headers });
  const body = { code: await codeOf(secret) };
  const { recoveryCodes } = await must<Factor>(`${api}/me/totp/confirm`, { method: 'POST', headers, body });
  return { owner, factor: { secret, recoveryCodes } };
}

async function challenge({ wardkeep: { api }, domain }: Ground, { username }: Owner): Promise<string> {
  const body = { domain, username, password: PASSWORD, delivery: 'bearer' };
  const step = await must<{ challenge: string }>(`${api}/auth/sign-in`, { method: 'POST', body });
  return step.challenge;
}

function prove({ wardkeep: { api } }: Ground, asked: string | undefined, proof: object): Promise<Answer> {
  return send(`${api}/auth/sign-in/second-factor`, { method: 'POST', body: { challenge: asked, ...proof } });
}

async function codeOf(secret: string): Promise<string> {
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < MARGIN_MS) await new Promise((resolve) => setTimeout(resolve, left));
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) });
}
