import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DryRun } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { enrolled } from '../../testing/authenticator.js';
import type { Client } from '../../testing/client.js';
import { PASSWORD, type GivenDomain } from '../../testing/given.js';
import { openMailSink, type MailSink } from '../../testing/mail-sink.js';
import { newId } from '../platform/ids.js';

const NEW = 'Another-Horse-9-Battery';

let sink: MailSink;
let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  sink = await openMailSink();
  api = await startApi({ settings: { mail: { smtpUrl: sink.url } } });
  domain = await api.given.domain();
});
afterAll(async () => {
  await api.close();
  await sink.close();
});

const TABLES = `account_token app_user audit_event domain_settings idempotency_key job known_device outbox_message
  password_history recovery_code session sign_in_attempt totp_enrolment totp_secret user_version`.split(/\s+/);

/** Every row that these routes could write; a session is seen and a mail goes out without them. */
async function contents(): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const table of TABLES) {
    const row = table === 'outbox_message' ? 't.id' : `to_jsonb(t) - 'last_seen_at'`;
    all[table] = await api.database.sql(`SELECT ${row} AS row FROM ${table} t ORDER BY 1`);
  }
  return all;
}

/** What somebody does to an account, by whom. */
const TRIES: readonly (readonly [by: 'self' | 'boss' | 'system', method: string, path: string, body: object | null])[] =
  [
    ['boss', 'POST', '/users/:id/unlock', null],
    ['boss', 'PUT', '/users/:id/password', { newPassword: NEW }],
    ['boss', 'POST', '/users/:id/password-reset', { method: 'temporary' }],
    ['boss', 'POST', '/users/:id/password-reset', { method: 'email' }],
    ['boss', 'POST', '/users/:id/require-password-change', { compromised: true }],
    ['boss', 'POST', '/users/:id/totp/reset', null],
    ['boss', 'PATCH', '/domains/:domain/settings', { lockout: { maxFailures: 3 } }],
    ['boss', 'PUT', '/domains/:domain/password-policy', { mode: 'nist' }],
    ['system', 'POST', '/users/:id/password-reset', { method: 'temporary' }],
    ['system', 'POST', '/users/:id/totp/reset', null],
    ['system', 'PATCH', '/settings', { twoFactor: { required: true } }],
    ['self', 'POST', '/me/password', { currentPassword: PASSWORD, newPassword: NEW }],
    ['self', 'DELETE', '/me/totp', { password: PASSWORD }],
    ['self', 'POST', '/me/recovery-codes', { password: PASSWORD }],
  ];

it.each(TRIES)('a dry run by %s of %s %s %j writes nothing and tells no secret', async (by, method, path, body) => {
  const email = `${newId()}@example.org`;
  const user = await api.given.user(domain, { withPassword: true, email });
  await enrolled(api, user);
  await api.database.sql(`UPDATE app_user SET locked_until = now() + interval '1 hour' WHERE id = $1`, [user.id]);
  if (by === 'self') await api.database.sql('UPDATE app_user SET locked_until = NULL WHERE id = $1', [user.id]);
  const clients: Record<typeof by, () => Promise<Client>> = {
    self: async () => api.as(await api.given.session(user)),
    boss: async () => api.as(await api.given.signedIn(domain, 'domain-administrator')),
    system: async () => api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name }),
  };
  const client = await clients[by]();
  const before = await contents();
  const called = path.replace(':id', user.id).replace(':domain', domain.id);
  const headers = { 'idempotency-key': 'tried' };
  const answer = await client.call<DryRun>(method, `${called}?dryRun=true`, { headers, ...(body && { body }) });
  expect({ status: answer.status, ...answer.body }).toMatchObject({ status: 200, dryRun: true });
  expect(Object.keys(answer.body).sort()).toEqual(['changes', 'dryRun', 'endsSessions', 'endsTokens', 'warnings']);
  expect(answer.text).not.toMatch(/temporaryPassword"|recoveryCodes"?:\s*\[|secret|wk[ri]_/);
  expect(await contents()).toEqual(before);
});
