import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DisabledUser, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { codeOf, enrolled } from '../../../testing/authenticator.js';
import type { Client } from '../../../testing/client.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../../testing/given.js';
import { newId } from '../../platform/ids.js';

let api: TestApi;
let domain: GivenDomain;
let user: GivenUser;
let boss: Client;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  domain = await api.given.domain();
  user = await api.given.user(domain, { withPassword: true, email: `${newId()}@example.org` });
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(() => api.close());

const reset = (client: Client, id: string, path = '') => client.post<DisabledUser>(`/users/${id}/totp/reset${path}`);
const signIn = () =>
  api.anybody.post<SignInResult>('/auth/sign-in', {
    domain: domain.name,
    username: user.username,
    password: PASSWORD,
    delivery: 'bearer',
  });
const rowsOf = (table: string) => api.database.sql(`SELECT user_id FROM ${table} WHERE user_id = $1`, [user.id]);
const events = () =>
  api.database.sql<{ changes: unknown; reason: string | null }>(
    `SELECT changes, reason FROM audit_event WHERE type = 'two-factor.reset' AND subject_id = $1`,
    [user.id],
  );

describe("resetting somebody's second factor", () => {
  it('TFA-08 takes key, codes, sessions, devices and half-done sign-ins, and tells its owner', async () => {
    const { secret } = await enrolled(api, user);
    const session = api.as(await api.given.session(user));
    await api.database.sql('INSERT INTO known_device (id, domain_id, user_id) VALUES ($1, $2, $3)', [
      newId(),
      domain.id,
      user.id,
    ]);
    const { body: halfDone } = await signIn();
    const { status, body } = await reset(boss.with({ 'x-reason': 'The phone is lost' }), user.id);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { user: { totpStatus: 'not_enrolled', version: 3 }, endedSessions: 1, endedTokens: 0 },
    });
    expect(body.user.actions).not.toContain('reset-two-factor');
    expect(await session.get('/me')).toMatchObject({ status: 401, body: { endedBecause: 'two-factor-reset' } });
    const challenge = 'challenge' in halfDone ? halfDone.challenge : '';
    expect((await api.anybody.post('/auth/sign-in/second-factor', { challenge, code: codeOf(secret) })).status).toBe(
      401,
    );
    for (const table of ['totp_secret', 'totp_enrolment', 'recovery_code', 'known_device']) {
      expect(await rowsOf(table)).toEqual([]);
    }
    expect(await events()).toEqual([
      { changes: [{ field: 'totp', before: 'enrolled', after: 'not_enrolled' }], reason: 'The phone is lost' },
    ]);
    const mails = await api.database.sql('SELECT kind FROM outbox_message WHERE domain_id = $1', [domain.id]);
    expect(mails).toContainEqual({ kind: 'two-factor-reset' });
    expect((await signIn()).body).toMatchObject({ status: 'signed_in' });
  });

  it('TFA-08 lets nobody in without a new one where it is required', async () => {
    await enrolled(api, user);
    await api.database.sql('UPDATE app_user SET two_factor_required = true WHERE id = $1', [user.id]);
    expect((await reset(boss, user.id)).status).toBe(200);
    expect((await signIn()).body).toMatchObject({ status: 'second_factor_enrolment_required' });
  });

  it('TFA-08 is refused upwards, sideways into another Domain, and for oneself', async () => {
    const reader = api.as(await api.given.signedIn(domain, 'read-only'));
    expect(await reset(reader, user.id)).toMatchObject({ status: 403, body: { code: 'permission-missing' } });
    const roleId = await api.given.role(domain, [{ permission: 'users:reset-two-factor', scope: 'domain' }]);
    const clerk = await api.given.user(domain, { roleId });
    const client = api.as(await api.given.session(clerk));
    const chief = await api.given.user(domain, { role: 'domain-administrator' });
    await enrolled(api, chief);
    expect(await reset(client, chief.id)).toMatchObject({ status: 403, body: { code: 'target-outranks-actor' } });
    expect(await reset(client, clerk.id)).toMatchObject({ status: 403, body: { code: 'self' } });
    const foreign = await api.given.user(await api.given.domain());
    await enrolled(api, foreign);
    expect(await reset(boss, foreign.id)).toMatchObject({ status: 404, body: { code: 'user-not-found' } });
    expect(await reset(boss, api.given.sysAdmin.id)).toMatchObject({ status: 404 });
    const left = await api.database.sql('SELECT user_id FROM totp_secret WHERE user_id = ANY ($1)', [
      [chief.id, foreign.id],
    ]);
    expect(left).toHaveLength(2);
    const refusals = await api.database.sql<{ detail: string }>(
      `SELECT detail FROM audit_event WHERE type = 'access.refused' AND actor_id = $1 ORDER BY sequence`,
      [clerk.id],
    );
    expect(refusals.map(({ detail }) => detail)).toEqual(['target-outranks-actor', 'self']);
  });

  it('refuses what is no id and who is nobody', async () => {
    expect((await reset(boss, 'not-an-id')).status).toBe(400);
    expect((await reset(boss, newId())).status).toBe(404);
    expect((await reset(api.anybody, user.id)).status).toBe(401);
  });

  it('is refused for users of an identity provider', async () => {
    const theirs = await api.given.user(domain, { loginMethod: 'saml' });
    expect(await reset(boss, theirs.id)).toMatchObject({ status: 422, body: { code: 'managed-elsewhere' } });
  });

  it('of nothing changes nothing, and ends nothing', async () => {
    const session = api.as(await api.given.session(user));
    expect(await reset(boss, user.id)).toMatchObject({ status: 200, body: { endedSessions: 0, user: { version: 1 } } });
    expect((await session.get('/me')).status).toBe(200);
    expect(await events()).toEqual([]);
  });

  it('can be tried without being done, and says what it would end', async () => {
    await enrolled(api, user);
    expect(await reset(boss, user.id, '?dryRun=true')).toMatchObject({
      status: 200,
      body: { dryRun: true, endsSessions: 1, changes: [{ field: 'totp' }] },
    });
    expect(await rowsOf('totp_secret')).toHaveLength(1);
  });

  it('is done by a System Administrator in another Domain too', async () => {
    await enrolled(api, user);
    const system = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
    expect((await reset(system, user.id)).status).toBe(200);
    expect(await rowsOf('totp_secret')).toEqual([]);
  });
});
