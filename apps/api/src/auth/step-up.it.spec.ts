import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent, Me, Page, ProblemBody, RenewedSession } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD, type GivenDomain, type GivenSession, type GivenUser } from '../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
let boss: GivenUser;
beforeAll(async () => {
  api = await startApi({ settings: { api: { allowConcurrentUserLogin: true } } });
  domain = await api.given.domain();
  boss = await api.given.user(domain, { role: 'domain-administrator', withPassword: true });
});
afterAll(() => api.close());

const SENSITIVE = '/users/export?includeSensitive=true';
/** Signed in six minutes ago. */
async function stale(user = boss): Promise<GivenSession> {
  const session = await api.given.session(user);
  await api.database.sql(`UPDATE session SET started_at = started_at - interval '6 minutes' WHERE id = $1`, [
    session.id,
  ]);
  return session;
}
const inBrowser = ({ token, csrfToken }: GivenSession) =>
  api.anybody.with({ cookie: `wk=${token}`, 'x-csrf-token': csrfToken });
const proven = (session: GivenSession, password = PASSWORD) =>
  api.as(session).post<RenewedSession & ProblemBody>('/me/step-up', { password });

describe('whoever exports what is sensitive', () => {
  it('CSV-05 has shown within five minutes who they are', async () => {
    const session = await stale();
    for (const query of ['', '&dryRun=true', '&format=json']) {
      const refused = await api.as(session).get<ProblemBody>(SENSITIVE + query);
      expect(refused).toMatchObject({ status: 403, body: { code: 'step-up-required' } });
      expect(refused.headers.get('content-disposition')).toBeNull();
    }
    expect((await api.as(session).get('/users/export')).status).toBe(200);

    const { status, body } = await proven(session);
    expect(status).toBe(200);
    const after = api.as({ token: body.accessToken ?? '' });
    expect((await after.get(SENSITIVE)).status).toBe(200);
    const me = (await after.get<Me>('/me')).body;
    expect(Date.parse(me.stepUpUntil) - Date.parse(me.session.startedAt)).toBe(5 * 60_000);
  });

  it('may ask before, and is told what it would be told, with nothing written', async () => {
    const session = await api.given.session(boss);
    const events = async () =>
      (await api.as(session).get<Page<AuditEvent>>('/audit-events?type=export.started')).body.items.length;
    const before = await events();
    const { status, body, headers } = await api.as(session).get(`${SENSITIVE}&dryRun=true`);
    expect({ status, body }).toMatchObject({ status: 200, body: { dryRun: true, endsSessions: 0 } });
    expect(headers.get('content-type')).toContain('application/json');
    expect(await events()).toBe(before);
    expect((await api.as(session).get('/users/export?dryRun=perhaps')).status).toBe(400);
  });
});

describe('showing again who one is', () => {
  it('SES-01 goes on under a new token; the one before is dead', async () => {
    const session = await stale();
    const { body } = await proven(session);
    expect(Object.keys(body).sort()).toEqual(['accessToken', 'session']);
    expect((await api.as(session).get<ProblemBody>('/me')).body).toMatchObject({ endedBecause: 'renewed' });
    const { items } = (
      await api.as({ token: body.accessToken ?? '' }).get<Page<AuditEvent>>('/audit-events?type=session.proven')
    ).body;
    expect(items[0]).toMatchObject({ outcome: 'success', subject: { id: boss.id } });
  });

  it('gives a browser a new cookie and CSRF token, and asks it for the one it has', async () => {
    const session = await stale();
    const { token } = session;
    const forged = await api.anybody.with({ cookie: `wk=${token}` }).post('/me/step-up', { password: PASSWORD });
    expect(forged.status).toBe(403);
    const { body, headers } = await inBrowser(session).post<RenewedSession>('/me/step-up', { password: PASSWORD });
    expect(headers.get('set-cookie')).toMatch(/^wk=/);
    expect(Object.keys(body).sort()).toEqual(['csrfToken', 'session']);
    expect(body.csrfToken).not.toBe(session.csrfToken);
  });

  it('LCK-01 counts a wrong password as a wrong sign-in, and changes nothing', async () => {
    const user = await api.given.user(domain, { role: 'domain-administrator', withPassword: true });
    const session = await stale(user);
    const { status, body, headers } = await proven(session, 'Wrong-Horse-9-Battery');
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'invalid-credentials' });
    expect(headers.get('set-cookie')).toBeNull();
    const [row] = await api.database.sql<{ failed: number }>(
      'SELECT failed_sign_ins AS failed FROM app_user WHERE id = $1',
      [user.id],
    );
    expect(row?.failed).toBe(1);
    expect((await api.as(session).get(SENSITIVE)).status).toBe(403);
  });

  it('is for whoever has a password here or in a directory; others sign in anew', async () => {
    const user = await api.given.user(domain, { role: 'domain-administrator', loginMethod: 'oidc' });
    const session = await stale(user);
    expect(await proven(session)).toMatchObject({ status: 422, body: { code: 'managed-elsewhere' } });
    expect((await api.as(session).get('/me')).status).toBe(200);
    expect((await api.as(await api.given.session(user)).get(SENSITIVE)).status).toBe(200);
  });
});
