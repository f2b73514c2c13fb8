import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignInCheck, SignInGate } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import { PASSWORD, type GivenDomain } from '../../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(() => api.close());

const check = async (id: string, as = boss) => (await as.get<SignInCheck>(`/users/${id}/sign-in-check`)).body;
const gateOf = (answer: SignInCheck, gate: SignInGate) => answer.gates.find((one) => one.gate === gate);

describe('GET /users/{id}/sign-in-check', () => {
  it('passes every gate of a sound account', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    const answer = await check(user.id);
    expect(answer.canSignIn).toBe(true);
    expect(answer.gates.map(({ state }) => state)).toEqual(Array(7).fill('passed'));
    expect(answer.refusals).toEqual([]);
  });

  it('shows the lock with its failures, its end, what mends it and the refused sign-ins', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    const login = { domain: domain.name, username: user.username, password: 'Wrong-Horse-9-Battery' };
    for (let count = 0; count < 5; count += 1) await api.anybody.post('/auth/sign-in', login);
    await api.anybody.post('/auth/sign-in', { ...login, password: PASSWORD });
    const answer = await check(user.id);
    expect(answer.canSignIn).toBe(false);
    expect(gateOf(answer, 'not-locked')).toMatchObject({
      state: 'shut',
      because: 'locked',
      remedy: 'unlock',
      remedyBlocked: null,
    });
    expect(gateOf(answer, 'not-locked')?.until).toBe(answer.lockout.lockedUntil);
    expect(answer.lockout).toMatchObject({ failures: 5, maxFailures: 5 });
    expect(answer.refusals[0]).toMatchObject({ reason: 'locked', address: '127.0.0.1' });
    expect(answer.refusals).toHaveLength(5);
  });

  it('names what mends each gate, and who may not', async () => {
    const user = await api.given.user(domain, { enabled: false, mustChangePassword: true });
    const answer = await check(user.id);
    expect(gateOf(answer, 'user-enabled')).toMatchObject({ state: 'shut', remedy: 'enable', remedyBlocked: null });
    expect(gateOf(answer, 'has-password')).toMatchObject({ state: 'shut', remedy: 'reset-password' });
    const reader = api.as(await api.given.signedIn(domain, 'read-only'));
    const seen = await check(user.id, reader);
    expect(gateOf(seen, 'user-enabled')?.remedyBlocked).toBe('permission-missing');
    expect(seen.refusals).toEqual([]);
  });

  it('shows a disabled Domain to who may enable it', async () => {
    const closed = await api.given.domain();
    const user = await api.given.user(closed, { withPassword: true });
    const system = api.as(await api.given.session(api.given.sysAdmin));
    expect((await system.post(`/domains/${closed.id}/disable`)).status).toBe(200);
    const inside = system.with({ 'x-domain': closed.name });
    const answer = await check(user.id, inside);
    expect(gateOf(answer, 'domain-enabled')).toMatchObject({
      state: 'shut',
      remedy: 'enable-domain',
      remedyBlocked: null,
    });
  });

  it('tells of one more step where there is one', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    await api.database.sql(
      `UPDATE app_user SET two_factor_required = true, password_changed_at = now() - interval '91 days' WHERE id = $1`,
      [user.id],
    );
    const answer = await check(user.id);
    expect(answer.canSignIn).toBe(true);
    expect(gateOf(answer, 'password-change')).toMatchObject({ state: 'step', because: 'expired' });
    expect(gateOf(answer, 'second-factor')).toMatchObject({ state: 'step', because: 'enrolment' });
    expect(answer.secondFactor).toMatchObject({ enrolled: false, requiredBy: 'user' });
  });

  it("answers 404 for another Domain's user, 400 for no id and 401 for nobody", async () => {
    const stranger = await api.given.user(await api.given.domain());
    expect((await boss.get(`/users/${stranger.id}/sign-in-check`)).status).toBe(404);
    expect((await boss.get('/users/nobody/sign-in-check')).status).toBe(400);
    expect((await api.anybody.get(`/users/${stranger.id}/sign-in-check`)).status).toBe(401);
  });
});
