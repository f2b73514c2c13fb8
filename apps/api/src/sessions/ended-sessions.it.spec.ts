import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Session } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import type { GivenDomain, GivenSession, GivenUser } from '../../testing/given.js';
import { brokenInvariants } from '../../testing/invariants.js';
import { newId } from '../platform/ids.js';

const NEW = 'Another-Horse-9-Battery';

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
beforeAll(async () => {
  api = await startApi({ settings: { api: { allowConcurrentUserLogin: true } } });
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(() => api.close());

const alive = async (sessions: readonly GivenSession[]) => {
  const answers = await Promise.all(sessions.map((session) => api.as(session).get('/me')));
  return answers.map(({ status }) => status === 200);
};
async function threeOf(user: GivenUser): Promise<[GivenSession, GivenSession, GivenSession]> {
  return [await api.given.session(user), await api.given.session(user), await api.given.session(user)];
}

describe('SES-03 a change of the password', () => {
  it.each([
    ['password', 'PUT', { newPassword: NEW }],
    ['password-reset', 'POST', { method: 'temporary' }],
    ['require-password-change', 'POST', { compromised: true }],
  ])('by an administrator (%s) ends all of them', async (path, method, body) => {
    const user = await api.given.user(domain, { withPassword: true });
    const sessions = await threeOf(user);
    expect((await boss.call(method, `/users/${user.id}/${path}`, { body })).status).toBe(200);
    expect(await alive(sessions)).toEqual([false, false, false]);
  });
});

describe('SES-05 a session that an administrator ends', () => {
  it('is over with its next request, the others go on, and the list shows no token', async () => {
    const user = await api.given.user(domain);
    const sessions = await threeOf(user);
    const { body, text } = await boss.get<Page<Session>>(`/users/${user.id}/sessions?state=live`);
    expect(body.items.map(({ id }) => id).sort()).toEqual(sessions.map(({ id }) => id).sort());
    for (const { token, csrfToken } of sessions) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(csrfToken);
    }
    expect((await boss.delete(`/sessions/${sessions[1].id}`)).status).toBe(204);
    expect(await alive(sessions)).toEqual([true, false, true]);
  });

  it('is at home: elsewhere there is none by that id, and none above oneself is ended', async () => {
    const elsewhere = await api.given.signedIn(await api.given.domain(), 'operator');
    for (const id of [elsewhere.id, newId()]) {
      const answer = await boss.delete(`/sessions/${id}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'session-not-found' } });
    }
    const above = await api.given.session(api.given.sysAdmin);
    const below = api.as(await api.given.signedIn(api.given.primary, 'domain-administrator'));
    expect((await below.delete(`/sessions/${above.id}`)).status).toBe(403);
    expect((await below.delete(`/users/${api.given.sysAdmin.id}/sessions`)).status).toBe(403);
    expect(await alive([elsewhere, above])).toEqual([true, true]);
  });

  it('is no credential by its id', async () => {
    const { id } = await api.given.session(await api.given.user(domain));
    for (const headers of [{ authorization: `Bearer ${id}` }, { cookie: `wk=${id}` }]) {
      const answer = await api.anybody.get('/me', { headers: headers });
      expect(answer.status).toBe(401);
    }
  });
});

it('leaves nothing in the database that must not be', async () => {
  expect(await brokenInvariants(api)).toEqual([]);
  const user = await api.given.user(domain);
  await api.given.session(user);
  await api.database.sql('UPDATE app_user SET enabled = false WHERE id = $1', [user.id]);
  expect(await brokenInvariants(api)).toEqual([`a live session of a disabled user: ${user.username}`]);
});
