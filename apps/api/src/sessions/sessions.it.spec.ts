import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EndedAccess, Page, ProblemBody, Session, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../testing/given.js';
import { RACE_ROUNDS } from '../../testing/rounds.js';
import { LiveSessions } from './live-sessions.js';

let api: TestApi;
let domain: GivenDomain;
let user: GivenUser;
beforeAll(async () => {
  api = await startApi({ settings: { api: { allowConcurrentUserLogin: true } } });
  domain = await api.given.domain();
});
beforeEach(async () => {
  user = await api.given.user(domain, { withPassword: true });
});
afterAll(() => api.close());

const signIn = (headers: Record<string, string> = {}) =>
  api.anybody.post<SignInResult>(
    '/auth/sign-in',
    { domain: domain.name, username: user.username, password: PASSWORD },
    { headers },
  );
const sessionCookie = (answer: { headers: Headers }) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith('wk=')) ?? '';
const aged = (column: string, id: string, minutes: number) =>
  api.database.sql(`UPDATE session SET ${column} = ${column} - $2::int * interval '1 minute' WHERE id = $1`, [
    id,
    minutes,
  ]);
/** As another instance would see it, which has not kept the session. */
const forgotten = () => api.get(LiveSessions).flush();

describe('sessions', () => {
  it('SES-01 begin with a token nobody could choose, whatever cookie came along', async () => {
    const chosen = 'wk=eyJhbGciOiJub25lIn0.e30.';
    const first = sessionCookie(await signIn({ cookie: chosen }));
    const second = sessionCookie(await signIn({ cookie: first }));
    expect(new Set([chosen, first, second]).size).toBe(3);
    expect((await api.anybody.get('/me', { headers: { cookie: chosen } })).status).toBe(401);
    expect((await api.anybody.get('/me', { headers: { cookie: second } })).status).toBe(200);
  });

  it('SES-04 never number more than three, and the oldest goes first', async () => {
    const cookies: string[] = [];
    for (let count = 0; count < 4; count += 1) cookies.push(sessionCookie(await signIn()));
    const statuses = await Promise.all(
      cookies.map(async (cookie) => (await api.anybody.get('/me', { headers: { cookie } })).status),
    );
    expect(statuses).toEqual([401, 200, 200, 200]);
  });

  it('say to the browser of the earlier one why it ended', async () => {
    const cookies: string[] = [];
    for (let count = 0; count < 4; count += 1) cookies.push(sessionCookie(await signIn()));
    const answer = await api.anybody.get<ProblemBody>('/me', { headers: { cookie: cookies[0] ?? '' } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'session-ended', endedBecause: 'newer-sign-in' } });
  });

  it.each(Array.from({ length: RACE_ROUNDS }, (_, round) => round + 1))(
    'SES-04 keep to the cap under 20 sign-ins at once (round %i)',
    async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => signIn()));
      const cookies = answers.filter(({ status }) => status === 200).map(sessionCookie);
      const statuses = await Promise.all(
        cookies.map(async (cookie) => (await api.anybody.get('/me', { headers: { cookie } })).status),
      );
      expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    },
  );

  it.each([
    { name: 'alive at 23 h 59 min without a request', column: 'last_seen_at', minutes: 1_439, status: 200 },
    { name: 'over at 24 h 1 min without a request', column: 'last_seen_at', minutes: 1_441, status: 401 },
    { name: 'alive a minute before its seventh day ends', column: 'ends_at', minutes: 10_079, status: 200 },
    { name: 'over when its seventh day ends', column: 'ends_at', minutes: 10_080, status: 401 },
  ])('SES-06 are $name', async ({ column, minutes, status }) => {
    const session = await api.given.session(user);
    await forgotten();
    await aged(column, session.id, minutes);
    expect((await api.as(session).get('/me')).status).toBe(status);
  });

  it('SES-08 end with the user, and with the next request', async () => {
    const session = api.as(await api.given.session(user));
    expect((await session.get('/me')).status).toBe(200);
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    expect((await boss.post(`/users/${user.id}/disable`)).status).toBe(200);
    const answer = await session.get<ProblemBody>('/me');
    expect(answer).toMatchObject({ status: 401, body: { endedBecause: 'user-disabled' } });
  });

  it('are ended by their user, all but the one that asks', async () => {
    const [kept, ...others] = [
      await api.given.session(user),
      await api.given.session(user),
      await api.given.session(user),
    ];
    const bystander = api.as(await api.given.session(await api.given.user(domain)));
    const rehearsal = await api.as(kept).delete('/me/sessions?dryRun=true');
    expect(rehearsal.body).toMatchObject({ dryRun: true, endsSessions: 2 });
    const { body } = await api.as(kept).delete<EndedAccess>('/me/sessions');
    expect(body).toEqual({ endedSessions: 2, endedTokens: 0 });
    for (const other of others) expect((await api.as(other).get('/me')).status).toBe(401);
    const live = await api.as(kept).get<Page<Session>>('/me/sessions?state=live');
    expect(live.body.items.map(({ id }) => id)).toEqual([kept.id]);
    expect((await bystander.get('/me')).status).toBe(200);
    expect((await api.as(kept).delete<EndedAccess>('/me/sessions')).body.endedSessions).toBe(0);
  });

  it('SES-05 are listed without anything that could open one', async () => {
    const session = await api.given.session(user);
    const { text } = await api.as(session).get('/me/sessions');
    expect(text).not.toContain(session.token);
    expect(text).not.toContain(session.csrfToken);
    expect((await api.anybody.get('/me', { headers: { authorization: `Bearer ${session.id}` } })).status).toBe(401);
  });
});
