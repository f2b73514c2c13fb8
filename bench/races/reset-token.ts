import { built } from '../support/built.js';
import { userNamed } from '../support/domains.js';
import { send, type Answer } from '../support/http-client.js';
import { exactlyOne, together, type Ground, type Race } from './race.js';

const AT_ONCE = 4;

type Tokens = { readonly issueToken: (kind: 'reset') => { readonly token: string; readonly hash: Buffer } };
type Owner = { readonly id: string; readonly username: string };

/** One link with several passwords at once: one of them is the new one, and the audit trail knows of one reset. */
export const resetToken: Race = {
  name: 'reset token',
  atOnce: AT_ONCE,
  prepare: async (ground) => {
    const owner = await userNamed(ground.wardkeep.api, ground.admin, 'forgetful');
    return async (round) => {
      const before = await resets(ground, owner);
      const token = await link(ground, owner);
      const passwords = Array.from({ length: AT_ONCE }, (_, index) => `Gallop-${round}-Lantern-${index}!`);
      const answers = await together(AT_ONCE, (index) => reset(ground, token, passwords[index] ?? ''));
      const violation = exactlyOne(answers, 204);
      if (violation) return violation;
      const winner = answers.findIndex(({ status }) => status === 204);
      const recorded = (await resets(ground, owner)) - before;
      if (recorded !== 1) return `${recorded} resets in the audit trail`;
      const { status } = await signIn(ground, owner, passwords[winner] ?? '');
      return status === 200 ? null : `the password that was accepted answers ${status}`;
    };
  },
};

/** As a mailed link is kept: by its hash, and the one before it gone. */
async function link({ sql }: Ground, { id }: Owner): Promise<string> {
  const { issueToken } = await built<Tokens>('platform/crypto/tokens.js');
  const { token, hash } = issueToken('reset');
  await sql('DELETE FROM account_token WHERE user_id = $1', [id]);
  await sql(
    `INSERT INTO account_token (hash, purpose, domain_id, user_id, expires_at)
     SELECT $1, 'reset', domain_id, id, now() + interval '1 hour' FROM app_user WHERE id = $2`,
    [hash, id],
  );
  return token;
}

async function resets({ sql }: Ground, { id }: Owner): Promise<number> {
  const rows = await sql(
    `SELECT FROM audit_event WHERE type = 'password.reset' AND outcome = 'success' AND subject_id = $1`,
    [id],
  );
  return rows.length;
}

function reset({ wardkeep: { api } }: Ground, token: string, newPassword: string): Promise<Answer> {
  return send(`${api}/auth/password-reset`, { method: 'POST', body: { token, newPassword } });
}

function signIn({ wardkeep: { api }, domain }: Ground, { username }: Owner, password: string): Promise<Answer> {
  return send(`${api}/auth/sign-in`, { method: 'POST', body: { domain, username, password, delivery: 'bearer' } });
}
