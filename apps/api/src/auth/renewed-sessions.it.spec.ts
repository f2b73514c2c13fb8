import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Me, Page, ProblemBody, RenewedSession, Session } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD, type GivenDomain, type GivenSession, type GivenUser } from '../../testing/given.js';
import { serverUrl } from '../../testing/prepared-database.js';
import { choose } from '../../testing/passwords.js';

const NEW = 'Another-Horse-9-Battery';
const CHANGE = { currentPassword: PASSWORD, newPassword: NEW };

let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  api = await startApi({ settings: { api: { allowConcurrentUserLogin: true } } });
  domain = await api.given.domain();
});
afterAll(() => api.close());

const someone = () => api.given.user(domain, { withPassword: true });
const inBrowser = ({ token, csrfToken }: GivenSession, at = api) =>
  at.anybody.with({ cookie: `wk=${token}`, 'x-csrf-token': csrfToken });
const tokenIn = (headers: Headers) => /^wk=([^;]+)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '';
const rowOf = async (id: string) => {
  const [row] = await api.database.sql<{ because: string | null; started: Date; ends: Date }>(
    'SELECT ended_because AS because, started_at AS started, ends_at AS ends FROM session WHERE id = $1',
    [id],
  );
  return row;
};
const liveOf = ({ id }: GivenUser) =>
  api.database.sql<{ id: string }>('SELECT id FROM session WHERE user_id = $1 AND ended_at IS NULL', [id]);

describe('SES-03 a change of the own password', () => {
  it('ends the other sessions of its user and of no one else, and this one goes on under a new bearer token', async () => {
    const user = await someone();
    const bystander = await api.given.session(await api.given.user(domain));
    const [mine, second, third] = [
      await api.given.session(user),
      await api.given.session(user),
      await api.given.session(user),
    ];
    const { status, body, headers } = await api.as(mine).post<RenewedSession>('/me/password', CHANGE);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('set-cookie')).toBeNull();
    expect(Object.keys(body).sort()).toEqual(['accessToken', 'session']);
    expect(body.session).toMatchObject({ userId: user.id, device: 'Firefox 140 on Linux', address: '192.0.2.7' });

    for (const [session, endedBecause] of [
      [mine, 'renewed'],
      [second, 'password-changed'],
      [third, 'password-changed'],
    ] as const) {
      const refused = await api.as(session).get<ProblemBody>('/me');
      expect(refused).toMatchObject({ status: 401, body: { code: 'session-ended', endedBecause } });
    }
    const after = api.as({ token: body.accessToken ?? '' });
    expect((await after.get<Me>('/me')).body.session).toEqual({ ...body.session, lastSeenAt: expect.any(String) });
    expect(await liveOf(user)).toEqual([{ id: body.session.id }]);
    expect((await api.as(bystander).get('/me')).status).toBe(200);
    const { items } = (await after.get<Page<Session>>('/me/sessions?state=ended')).body;
    expect(items.find(({ id }) => id === mine.id)?.endedBecause).toBe('renewed');
  });

  it('gives a browser a new cookie and a new CSRF token, and tells scripts of the page no other', async () => {
    const user = await someone();
    const old = await api.given.session(user);
    const { status, body, headers, text } = await inBrowser(old).post<RenewedSession>('/me/password', CHANGE);
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(/^wk=[\w.-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const token = tokenIn(headers);
    expect(Object.keys(body).sort()).toEqual(['csrfToken', 'session']);
    expect(text).not.toContain(token);
    const csrfToken = body.csrfToken ?? '';
    expect(csrfToken).not.toBe(old.csrfToken);

    expect((await inBrowser(old).get('/me')).status).toBe(401);
    const late = await inBrowser({ ...old, token }).delete<ProblemBody>('/me/sessions');
    expect(late).toMatchObject({ status: 403, body: { code: 'csrf-token-missing' } });
    const now = inBrowser({ id: body.session.id, token, csrfToken });
    expect((await now.get<Me>('/me')).body).toMatchObject({ csrfToken, session: { id: body.session.id } });
    expect((await now.delete('/me/sessions')).status).toBe(200);
  });

  it('makes no session last longer, also where the limit was lowered since', async () => {
    const user = await someone();
    const first = await api.given.session(user);
    await api.database.sql(
      `UPDATE session SET started_at = started_at - interval '6 days', ends_at = ends_at - interval '6 days'
        WHERE id = $1`,
      [first.id],
    );
    const before = await rowOf(first.id);
    const renewed = (await api.as(first).post<RenewedSession>('/me/password', CHANGE)).body;
    expect(renewed.session.endsAt).toBe(before?.ends.toISOString());
    expect((await rowOf(renewed.session.id))?.ends).toEqual(before?.ends);

    const strict = await api.given.domain();
    await choose(api, strict, { 'sessions.absoluteMinutes': 60 });
    const second = await api.given.session(await api.given.user(strict, { withPassword: true }));
    await api.database.sql(`UPDATE session SET ends_at = ends_at + interval '1 day' WHERE id = $1`, [second.id]);
    const again = (await api.as(second).post<RenewedSession>('/me/password', CHANGE)).body;
    const started = (await rowOf(second.id))?.started.getTime() ?? 0;
    expect(new Date(again.session.endsAt).getTime()).toBe(started + 60 * 60_000);
  });

  it('leaves the token as it is when the password is refused, or the change only tried', async () => {
    const user = await someone();
    const session = await api.given.session(user);
    const own = inBrowser(session);
    for (const [query, body, status] of [
      ['', { ...CHANGE, currentPassword: 'Wrong-Horse-9-Battery' }, 401],
      ['', { ...CHANGE, newPassword: 'short' }, 422],
      ['?dryRun=true', CHANGE, 200],
    ] as const) {
      const answer = await own.post(`/me/password${query}`, body);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
      expect(answer.text).not.toMatch(/csrfToken|accessToken/);
    }
    expect(await liveOf(user)).toEqual([{ id: session.id }]);
    expect((await own.delete('/me/sessions')).status).toBe(200);
  });

  it('of a session that is ended meanwhile changes nothing', async () => {
    const user = await someone();
    const session = await api.given.session(user);
    expect((await api.as(session).get('/me')).status).toBe(200);
    await api.database.sql(`UPDATE session SET ended_at = now(), ended_because = 'signed-out' WHERE id = $1`, [
      session.id,
    ]);
    const late = await api.as(session).post('/me/password', CHANGE);
    expect(late).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect((await api.as(await api.given.session(user)).post('/me/password', CHANGE)).status).toBe(200);
  });

  it.each([
    ['with a bearer token', false],
    ['with a cookie', true],
  ])('keeps no token in the clear for a repeat, %s', async (_, byCookie) => {
    const session = await api.given.session(await someone());
    const own = byCookie ? inBrowser(session) : api.as(session);
    const { body, headers } = await own.post<RenewedSession>('/me/password', CHANGE, {
      headers: { 'idempotency-key': 'once' },
    });
    const token = byCookie ? tokenIn(headers) : (body.accessToken ?? '');
    const kept = await api.database.sql('SELECT * FROM idempotency_key');
    expect(token.split('.')).toHaveLength(3);
    for (const part of token.split('.')) expect(JSON.stringify(kept)).not.toContain(part);
  });
});

const onServer = serverUrl() === null ? it.skip : it;

onServer('SES-03 on another instance the old token is dead within 200 ms, and the new one opens', async () => {
  const other = await startApi({ beside: api });
  try {
    const session = await api.given.session(await someone());
    expect((await other.as(session).get('/me')).status).toBe(200);
    const { body } = await api.as(session).post<RenewedSession>('/me/password', CHANGE);
    const changedAt = performance.now();
    let status = 200;
    while (status === 200 && performance.now() - changedAt < 2_000) {
      ({ status } = await other.as(session).get('/me'));
    }
    expect(status).toBe(401);
    expect(performance.now() - changedAt).toBeLessThan(200);
    expect((await other.as({ token: body.accessToken ?? '' }).get('/me')).status).toBe(200);
  } finally {
    await other.close();
  }
});
