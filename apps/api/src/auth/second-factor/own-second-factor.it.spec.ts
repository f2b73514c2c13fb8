import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Enrolment, Me, ProblemBody, RecoveryCodes, SecondFactorState, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { codeOf, enrol, enrolled, steadyStep, wrongCodeOf } from '../../../testing/authenticator.js';
import type { Client } from '../../../testing/client.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../../testing/given.js';
import { RACE_ROUNDS } from '../../../testing/rounds.js';
import { inDomain } from '../../platform/actor.js';
import { AccessBus } from '../../platform/database/access-bus.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { newId } from '../../platform/ids.js';

const STEP = '/auth/sign-in/second-factor';
const NOT_ENROLLED = { enrolled: false, enrolledAt: null, usedAt: null, recoveryCodesLeft: 0, requiredBy: null };

let api: TestApi;
let domain: GivenDomain;
let user: GivenUser;
let me: Client;
beforeAll(async () => {
  api = await startApi({
    settings: {
      api: { allowConcurrentUserLogin: true },
      lockout: { addressSlowAfter: 100_000, addressRefuseAfter: 1_000_000 },
    },
  });
});
beforeEach(async () => {
  domain = await api.given.domain();
  user = await api.given.user(domain, { role: 'operator', withPassword: true, email: `${newId()}@example.org` });
  me = api.as(await api.given.session(user));
});
afterAll(() => api.close());

const rounds = Array.from({ length: RACE_ROUNDS }, (_, index) => index + 1);
const stateOf = async (client = me) => (await client.get<SecondFactorState>('/me/totp')).body;
const remove = (password: string, client = me) => client.delete<ProblemBody>('/me/totp', { body: { password } });
const renew = (password: string) => me.post<RecoveryCodes & ProblemBody>('/me/recovery-codes', { password });
const challengeOf = async (who = user): Promise<string> => {
  const input = { domain: domain.name, username: who.username, password: PASSWORD, delivery: 'bearer' };
  const { body } = await api.anybody.post<SignInResult>('/auth/sign-in', input);
  return 'challenge' in body ? body.challenge : JSON.stringify(body);
};
const recover = async (recoveryCode: string, challenge?: string) =>
  (await api.anybody.post(STEP, { challenge: challenge ?? (await challengeOf()), recoveryCode })).status;
const mails = async () => {
  const rows = await api.database.sql<{ kind: string }>(
    `SELECT kind FROM outbox_message WHERE domain_id = $1 AND kind <> 'welcome' ORDER BY id`,
    [domain.id],
  );
  return rows.map(({ kind }) => kind);
};
const events = (type: string) =>
  api.database.sql<{ outcome: string; detail: string | null; changes: unknown }>(
    'SELECT outcome, detail, changes FROM audit_event WHERE type = $1 AND subject_id = $2 ORDER BY sequence',
    [type, user.id],
  );

describe('setting up an app', () => {
  it('is one key, one code of it, and ten recovery codes; the status is known at once', async () => {
    expect(await stateOf()).toEqual(NOT_ENROLLED);
    expect((await me.get<Me>('/me')).body.user.totpStatus).toBe('not_enrolled');
    const { recoveryCodes } = await enrol(me);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect((await me.get<Me>('/me')).body.user).toMatchObject({ totpStatus: 'enrolled', version: 2 });
    expect(await stateOf()).toEqual({
      ...NOT_ENROLLED,
      enrolled: true,
      enrolledAt: expect.any(String),
      recoveryCodesLeft: 10,
    });
    expect(await mails()).toEqual(['two-factor-enrolled']);
    const changes = [{ field: 'totp', before: 'not_enrolled', after: 'enrolled' }];
    expect(await events('two-factor.enrolled')).toEqual([{ outcome: 'success', detail: null, changes }]);
    const [version] = await api.database.sql(
      'SELECT changes, actor_id FROM user_version WHERE user_id = $1 AND version = 2',
      [user.id],
    );
    expect(version).toEqual({ changes, actor_id: user.id });
  });

  it('begins anew as often as it is asked for, also with the key of an earlier request', async () => {
    const call = { headers: { 'idempotency-key': 'begin' } };
    const first = await me.post<Enrolment>('/me/totp', undefined, call);
    const second = await me.post<Enrolment>('/me/totp', undefined, call);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body.secret).not.toBe(first.body.secret);
    expect((await me.post('/me/totp/confirm', { code: codeOf(first.body.secret) })).status).toBe(422);
    expect((await me.post('/me/totp/confirm', { code: codeOf(second.body.secret) })).status).toBe(200);
  });

  it('is refused where there is an app already, and where the identity provider has its own', async () => {
    const { secret } = await enrol(me);
    expect(await me.post('/me/totp')).toMatchObject({ status: 409, body: { code: 'two-factor-enrolled' } });
    const again = await me.post('/me/totp/confirm', { code: codeOf(secret, 1) });
    expect(again).toMatchObject({ status: 409, body: { code: 'two-factor-enrolled' } });
    for (const loginMethod of ['saml', 'oidc'] as const) {
      const theirs = api.as(await api.given.session(await api.given.user(domain, { loginMethod })));
      expect(await theirs.post('/me/totp')).toMatchObject({ status: 422, body: { code: 'managed-elsewhere' } });
    }
  });

  it('counts wrong codes as guesses; the account locks for strangers and the session stays', async () => {
    const { body } = await me.post<Enrolment>('/me/totp');
    for (let count = 0; count < 5; count += 1) {
      const answer = await me.post<ProblemBody>('/me/totp/confirm', { code: wrongCodeOf(body.secret) });
      expect(answer).toMatchObject({ status: 422, body: { code: 'code-refused', errors: [{ pointer: '/code' }] } });
    }
    expect(await events('user.locked')).toHaveLength(1);
    expect((await events('two-factor.enrolled')).map(({ outcome, detail }) => [outcome, detail])).toEqual(
      Array.from({ length: 5 }, () => ['refused', 'wrong-code']),
    );
    expect((await me.post('/me/totp/confirm', { code: codeOf(body.secret) })).status).toBe(200);
  });

  it('answers a repeated confirmation as the first time, and a wrong code never as a right one', async () => {
    const { body } = await me.post<Enrolment>('/me/totp');
    const once = { headers: { 'idempotency-key': 'confirm' } };
    const wrong = { headers: { 'idempotency-key': 'wrong' } };
    for (let count = 0; count < 2; count += 1) {
      expect((await me.post('/me/totp/confirm', { code: wrongCodeOf(body.secret) }, wrong)).status).toBe(422);
    }
    const code = codeOf(body.secret);
    const first = await me.post<RecoveryCodes>('/me/totp/confirm', { code }, once);
    const again = await me.post<RecoveryCodes>('/me/totp/confirm', { code }, once);
    expect(again).toMatchObject({ status: 200, text: first.text });
  });

  it('can be tried without being done', async () => {
    const { body } = await me.post<Enrolment>('/me/totp');
    const dry = await me.post('/me/totp/confirm?dryRun=true', { code: codeOf(body.secret) });
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true, changes: [{ field: 'totp' }] } });
    expect(dry.text).not.toContain('recoveryCodes');
    expect((await stateOf()).enrolled).toBe(false);
  });

  it.each(['/me/totp/confirm', '/me/recovery-codes'])('POST %s refuses a body without its fields', async (path) => {
    expect(await me.post(path, {})).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect((await me.post(path, { code: 1, password: 2 })).status).toBe(400);
  });

  it('of twenty confirmations at once one succeeds', async () => {
    const { body } = await me.post<Enrolment>('/me/totp');
    const code = codeOf(body.secret);
    const answers = await Promise.all(Array.from({ length: 20 }, () => me.post('/me/totp/confirm', { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(409)]);
  });

  it('TFA-07 shows the key once: no answer, event, version, log line or stored row holds it', async () => {
    const { secret, recoveryCodes } = await enrolled(api, user);
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const system = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
    const seen: string[] = [(await me.post('/me/totp')).text];
    for (const client of [me, boss, system]) {
      for (const path of ['', '/versions', '/versions/2', '/audit-events']) {
        seen.push((await client.get(`/users/${user.id}${path}`)).text);
      }
      seen.push((await client.get('/me')).text, (await client.get('/me/totp')).text);
      seen.push((await client.get('/audit-events?limit=200')).text);
    }
    for (const table of ['totp_secret', 'totp_enrolment', 'recovery_code', 'audit_event', 'user_version']) {
      seen.push(JSON.stringify(await api.database.sql(`SELECT * FROM ${table}`)));
    }
    const everything = [...seen, ...api.log].join('\n');
    expect(everything).not.toContain('otpauth');
    for (const hidden of [secret, ...recoveryCodes]) expect(everything).not.toContain(hidden);
    const [row] = await api.database.sql<{ sealed: string }>('SELECT sealed FROM totp_secret WHERE user_id = $1', [
      user.id,
    ]);
    expect(row?.sealed).toMatch(/^v1\./);
    expect(await api.database.sql('SELECT user_id FROM totp_enrolment WHERE user_id = $1', [user.id])).toEqual([]);
  });

  it('TFA-07 the stored key opens for its own user alone', async () => {
    const { secret } = await enrolled(api, user);
    const thief = await api.given.user(domain, { withPassword: true });
    await enrolled(api, thief);
    await api.database.sql(
      `UPDATE totp_secret SET sealed = (SELECT sealed FROM totp_secret WHERE user_id = $1) WHERE user_id = $2`,
      [user.id, thief.id],
    );
    const answer = await api.anybody.post(STEP, { challenge: await challengeOf(thief), code: codeOf(secret) });
    expect(answer.status).toBe(500);
  });
});

describe('recovery codes', () => {
  it('TFA-06 sign in once each, however they are written, and tell their owner', async () => {
    const { recoveryCodes } = await enrolled(api, user);
    const [first = '', second = '', third = ''] = recoveryCodes;
    expect(await recover(first)).toBe(200);
    expect(await recover(first)).toBe(401);
    expect(await recover(second.toLowerCase().replaceAll('-', ''))).toBe(200);
    expect(await recover(` ${third.replaceAll('-', ' ')}`)).toBe(200);
    expect((await stateOf(api.as(await api.given.session(user)))).recoveryCodesLeft).toBe(7);
    expect((await events('recovery-code.used')).map(({ detail }) => detail)).toEqual(['9 left', '8 left', '7 left']);
    expect((await mails()).filter((kind) => kind === 'recovery-code-used')).toHaveLength(3);
    expect((await events('sign-in.refused')).map(({ detail }) => detail)).toEqual(['wrong-code']);
  });

  it("TFA-06 are their owner's alone, and guessing them locks the account", async () => {
    await enrolled(api, user);
    const theirs = await enrolled(api, await api.given.user(domain, { withPassword: true }));
    for (const code of theirs.recoveryCodes.slice(0, 4)) expect(await recover(code)).toBe(401);
    const challenge = await challengeOf();
    expect(await recover('not a code at all', challenge)).toBe(401);
    expect(await events('user.locked')).toHaveLength(1);
  });

  it('TFA-06 are not used up by an account that is locked', async () => {
    const { recoveryCodes } = await enrolled(api, user);
    const challenge = await challengeOf();
    await api.database.sql(`UPDATE app_user SET locked_until = now() + interval '1 hour' WHERE id = $1`, [user.id]);
    expect(await recover(recoveryCodes[0] ?? '', challenge)).toBe(401);
    await api.database.sql('UPDATE app_user SET locked_until = NULL WHERE id = $1', [user.id]);
    expect(await recover(recoveryCodes[0] ?? '', challenge)).toBe(200);
  });

  it.each(rounds)('TFA-06 one of them twenty times at once signs in once (round %i)', async () => {
    const { recoveryCodes } = await enrolled(api, user);
    const challenges = await Promise.all(Array.from({ length: 20 }, () => challengeOf()));
    const answers = await Promise.all(challenges.map((challenge) => recover(recoveryCodes[0] ?? '', challenge)));
    expect(answers.sort()).toEqual([200, ...Array<number>(19).fill(401)]);
    expect(await events('recovery-code.used')).toHaveLength(1);
  });

  it('TFA-06 are renewed with the password, and the earlier ones are dead', async () => {
    const { recoveryCodes } = await enrolled(api, user);
    expect(await renew('Wrong-Horse-9-Battery')).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials', errors: [{ pointer: '/password' }] },
    });
    const { status, body } = await renew(PASSWORD);
    expect({ status, codes: body.recoveryCodes.length }).toEqual({ status: 200, codes: 10 });
    for (const code of body.recoveryCodes) expect(recoveryCodes).not.toContain(code);
    expect(await recover(recoveryCodes[0] ?? '')).toBe(401);
    expect(await recover(body.recoveryCodes[0] ?? '')).toBe(200);
    expect(await events('recovery-codes.renewed')).toMatchObject([{ outcome: 'success' }]);
  });

  it('are nothing without an app', async () => {
    expect(await renew(PASSWORD)).toMatchObject({ status: 409, body: { code: 'two-factor-not-enrolled' } });
  });
});

describe('switching off', () => {
  it('takes the password, ends the other sessions and forgets devices and codes', async () => {
    const { recoveryCodes } = await enrolled(api, user);
    const other = api.as(await api.given.session(user));
    await api.database.sql('INSERT INTO known_device (id, domain_id, user_id) VALUES ($1, $2, $3)', [
      newId(),
      domain.id,
      user.id,
    ]);
    expect(await remove('Wrong-Horse-9-Battery')).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials', errors: [{ pointer: '/password' }] },
    });
    expect((await stateOf()).enrolled).toBe(true);
    expect((await me.delete('/me/totp', { body: {} })).status).toBe(400);
    expect((await remove(PASSWORD)).status).toBe(204);
    expect(await stateOf()).toEqual(NOT_ENROLLED);
    expect((await other.get('/me')).status).toBe(401);
    expect((await me.get<Me>('/me')).body.user).toMatchObject({ totpStatus: 'not_enrolled', version: 3 });
    for (const table of ['totp_secret', 'totp_enrolment', 'recovery_code', 'known_device']) {
      expect(await api.database.sql(`SELECT user_id FROM ${table} WHERE user_id = $1`, [user.id])).toEqual([]);
    }
    expect(await mails()).toEqual(['two-factor-enrolled', 'two-factor-removed']);
    expect(await events('two-factor.removed')).toMatchObject([
      { changes: [{ field: 'totp', before: 'enrolled', after: 'not_enrolled' }] },
    ]);
    expect(recoveryCodes).toHaveLength(10);
    expect(await challengeOf()).toContain('signed_in');
  });

  it('of nothing changes nothing', async () => {
    expect((await remove(PASSWORD)).status).toBe(204);
    expect(await events('two-factor.removed')).toEqual([]);
  });

  it('is refused where it is required, with who requires it', async () => {
    await enrolled(api, user);
    await api.database.sql('UPDATE app_user SET two_factor_required = true WHERE id = $1', [user.id]);
    expect((await stateOf()).requiredBy).toBe('user');
    const refused = await remove(PASSWORD);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'two-factor-required', detail: expect.stringContaining('administrator') },
    });
    expect((await stateOf()).enrolled).toBe(true);
  });
});

describe('TFA-10 a requirement that is switched on during a session', () => {
  /** As whoever changes a role does. */
  const announceRole = (id: string) =>
    api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
      await api.get(AccessBus).announce(tx, { kind: 'role', id });
      return { result: undefined, unchanged: true };
    });
  const byUser = async (isRequired: boolean) => {
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const { version } = (await boss.get<{ version: number }>(`/users/${user.id}`)).body;
    const answer = await boss.patch(`/users/${user.id}`, version, { twoFactorRequired: isRequired });
    expect(answer.status).toBe(200);
  };
  const byRole = async (isRequired: boolean) => {
    const roleId = domain.roles.operator ?? '';
    await api.database.sql('UPDATE role SET two_factor_required = $2 WHERE id = $1', [roleId, isRequired]);
    await announceRole(roleId);
  };
  const byDomain = async (isRequired: boolean) => {
    const system = api.as(await api.given.session(api.given.sysAdmin));
    const body = { twoFactor: { required: isRequired } };
    const answer = await system.call('PATCH', `/domains/${domain.id}/settings`, { body });
    expect(answer.status).toBe(200);
  };

  it.each([
    { by: 'user' as const, require: byUser },
    { by: 'role' as const, require: byRole },
    { by: 'domain' as const, require: byDomain },
  ])('of the $by leaves it the enrolment, and after that it is full again', async ({ by, require }) => {
    expect((await me.get('/users')).status).toBe(200);
    await require(true);
    for (const answer of [
      await me.get('/users'),
      await me.get('/me/sessions'),
      await me.post('/me/recovery-codes', { password: PASSWORD }),
      await remove(PASSWORD),
      await me.post(`/users/${user.id}/unlock`),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'second-factor-enrolment-required' } });
    }
    expect((await me.get('/me')).status).toBe(200);
    expect((await stateOf()).requiredBy).toBe(by);
    const { secret } = await enrol(me);
    expect((await me.get('/users')).status).toBe(200);
    expect((await remove(PASSWORD)).status).toBe(422);

    await require(false);
    expect(await stateOf()).toMatchObject({ enrolled: true, requiredBy: null });
    await steadyStep();
    const code = codeOf(secret, 1);
    expect((await api.anybody.post(STEP, { challenge: await challengeOf(), code })).status).toBe(200);
    expect((await remove(PASSWORD)).status).toBe(204);
    await require(true);
    expect((await me.get('/users')).status).toBe(403);
  });
});
