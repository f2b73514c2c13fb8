import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DryRun, ProblemBody, ProblemCode, UserDetail } from 'wardkeep/contracts';
import { createClient, NetworkError, ProblemError, type ClientOptions } from './index.js';

type Seen = { readonly request: string; readonly headers: IncomingMessage['headers']; readonly body: string };
type Answer = (response: ServerResponse) => void;

const seen: Seen[] = [];
let answer: Answer;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    seen.push({ request: `${request.method} ${request.url}`, headers: request.headers, body });
    answer(response);
  });
});

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => {
  return (response) => response.writeHead(status, headers).end(JSON.stringify(body));
};
const problem = (code: ProblemCode, status: number, more: Partial<ProblemBody> = {}): ProblemBody => ({
  type: `urn:wardkeep:problem:${code}`,
  title: 'A title',
  detail: 'a detail',
  status,
  code,
  requestId: 'r1',
  ...more,
});
const client = (options: Partial<ClientOptions> = {}) => {
  return createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options });
};
const failure = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeAll(() => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready)));
afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  seen.length = 0;
  answer = json({});
});

describe('the routes', () => {
  const api = () => client();
  const form = { username: 'a', firstName: 'A', lastName: 'B', roleId: 'r' };
  const administrator = { username: 'a', firstName: 'A', lastName: 'B' };
  it.each<{ request: string; call: () => Promise<unknown> }>([
    { request: 'GET /auth/methods', call: () => api().auth.methods() },
    { request: 'GET /auth/methods?domain=acme', call: () => api().auth.methods('acme') },
    { request: 'POST /auth/sign-in', call: () => api().auth.signIn({ username: 'a', password: 'b' }) },
    {
      request: 'POST /auth/sign-in/password',
      call: () => api().auth.signInPassword({ challenge: 'c', newPassword: 'n' }),
    },
    { request: 'POST /auth/sign-out', call: () => api().auth.signOut() },
    { request: 'POST /auth/password-reset', call: () => api().auth.resetPassword({ token: 't', newPassword: 'n' }) },
    { request: 'GET /me', call: () => api().me.get() },
    { request: 'PATCH /me', call: () => api().me.update({ language: 'de' }) },
    { request: 'POST /me/password', call: () => api().me.changePassword({ currentPassword: 'a', newPassword: 'b' }) },
    { request: 'GET /me/sessions?state=live', call: () => api().me.sessions({ state: 'live' }) },
    { request: 'DELETE /me/sessions/s1', call: () => api().me.endSession('s1') },
    { request: 'GET /me/permissions', call: () => api().me.permissions() },
    {
      request: 'GET /users?sort=-email&limit=10',
      call: () => api().users.list({ sort: '-email', limit: 10, q: undefined }),
    },
    { request: 'POST /users', call: () => api().users.create(form) },
    { request: 'GET /users/u1', call: () => api().users.get('u1') },
    { request: 'PATCH /users/u1', call: () => api().users.update('u1', 3, { email: null }) },
    { request: 'DELETE /users/u1?confirm=a.b', call: () => api().users.delete('u1', 3, { confirm: 'a.b' }) },
    { request: 'POST /users/u1/enable', call: () => api().users.enable('u1') },
    { request: 'POST /users/u1/disable', call: () => api().users.disable('u1') },
    { request: 'GET /users/u1/sessions', call: () => api().users.sessions('u1') },
    { request: 'DELETE /users/u1/sessions', call: () => api().users.endSessions('u1') },
    { request: 'GET /users/u1/versions', call: () => api().users.versions('u1') },
    { request: 'GET /users/u1/versions/2', call: () => api().users.version('u1', 2) },
    {
      request: 'GET /users/u1/audit-events?outcome=failed',
      call: () => api().users.auditEvents('u1', { outcome: 'failed' }),
    },
    { request: 'GET /permissions', call: () => api().permissions.list() },
    { request: 'GET /roles', call: () => api().roles.list() },
    { request: 'GET /roles/r1', call: () => api().roles.get('r1') },
    { request: 'GET /roles/r1/users', call: () => api().roles.users('r1') },
    { request: 'GET /roles/templates', call: () => api().roles.templates() },
    { request: 'POST /roles', call: () => api().roles.create({ name: 'Analyst', permissions: [] }) },
    { request: 'PATCH /roles/r1', call: () => api().roles.update('r1', 2, { permissions: [] }) },
    { request: 'DELETE /roles/r1', call: () => api().roles.delete('r1', 2) },
    { request: 'DELETE /roles/r1?moveTo=r2', call: () => api().roles.delete('r1', 2, 'r2') },
    { request: 'DELETE /roles/r1?moveTo=r2&dryRun=true', call: () => api().dryRun.roles.delete('r1', 2, 'r2') },
    {
      request: 'GET /permissions/users%3Aread/holders?scope=domain',
      call: () => api().permissions.holders('users:read', { scope: 'domain' }),
    },
    { request: 'GET /users/u1/access', call: () => api().users.access('u1') },
    { request: 'POST /users/u1/access/preview', call: () => api().users.previewAccess('u1', 'r1') },
    {
      request: 'GET /users/u1/as-of?at=2026-11-22T08%3A00%3A00Z',
      call: () => api().users.asOf('u1', '2026-11-22T08:00:00Z'),
    },
    { request: 'POST /users/u1/versions/2/restore', call: () => api().users.restore('u1', 2, 5) },
    {
      request: 'POST /access/check',
      call: () => api().access.check({ username: 'ada', permission: 'users:read' }),
    },
    {
      request: 'POST /access/check',
      call: () => api().access.checkAll([{ username: 'ada', permission: 'users:read' }]),
    },
    { request: 'GET /domains', call: () => api().domains.list() },
    {
      request: 'POST /domains',
      call: () => api().domains.create({ name: 'acme', displayName: 'Acme', administrator }),
    },
    { request: 'GET /domains/d1', call: () => api().domains.get('d1') },
    { request: 'PATCH /domains/d1', call: () => api().domains.update('d1', 1, { banner: null }) },
    { request: 'DELETE /domains/d1?confirm=acme', call: () => api().domains.delete('d1', 1, { confirm: 'acme' }) },
    { request: 'POST /domains/d1/enable', call: () => api().domains.enable('d1') },
    { request: 'POST /domains/d1/disable', call: () => api().domains.disable('d1') },
    { request: 'GET /sessions', call: () => api().sessions.list() },
    { request: 'DELETE /sessions/s1', call: () => api().sessions.end('s1') },
    {
      request: 'GET /audit-events?type=sign-in.refused',
      call: () => api().auditEvents.list({ type: 'sign-in.refused' }),
    },
    { request: 'GET /audit-events/e1', call: () => api().auditEvents.get('e1') },
    { request: 'GET /jobs', call: () => api().jobs.list() },
    { request: 'GET /jobs/j1', call: () => api().jobs.get('j1') },
    { request: 'POST /jobs/j1/cancel', call: () => api().jobs.cancel('j1') },
    { request: 'POST /users/u1/disable?dryRun=true', call: () => api().dryRun.users.disable('u1') },
    { request: 'DELETE /users/u1?dryRun=true', call: () => api().dryRun.users.delete('u1', 3) },
    { request: 'POST /domains/d1/disable?dryRun=true', call: () => api().dryRun.domains.disable('d1') },
    { request: 'PATCH /me?dryRun=true', call: () => api().dryRun.me.update({ language: 'en' }) },
    { request: 'DELETE /sessions/s1?dryRun=true', call: () => api().dryRun.sessions.end('s1') },
    { request: 'POST /jobs/j1/cancel?dryRun=true', call: () => api().dryRun.jobs.cancel('j1') },
  ])('$request', async ({ request, call }) => {
    await call();
    expect(seen.map((one) => one.request.replace('/api/v1', ''))).toEqual([request]);
  });
});

describe('a request', () => {
  const browser = (): Partial<ClientOptions> => ({ csrf: () => 'csrf-1', domain: () => 'acme' });

  it('sends what a write is based on, why it is made, and its body', async () => {
    const options = { reason: 'Married', idempotencyKey: 'key-1' };
    await client(browser()).users.update('u1', 3, { lastName: 'Keller' }, options);
    expect(seen[0]?.headers).toMatchObject({
      'if-match': '"3"',
      'x-reason': 'Married',
      'x-csrf-token': 'csrf-1',
      'x-domain': 'acme',
      'idempotency-key': 'key-1',
      'content-type': 'application/json',
    });
    expect(seen[0]?.body).toBe('{"lastName":"Keller"}');
  });

  it('sends no CSRF token and no body with a read', async () => {
    await client(browser()).users.list();
    expect(seen[0]?.headers).not.toHaveProperty('x-csrf-token');
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
    expect(seen[0]?.headers).toMatchObject({ 'x-domain': 'acme', accept: 'application/json' });
  });

  it('signs in and out in no chosen Domain', async () => {
    await client(browser()).auth.signOut();
    expect(seen[0]?.headers).not.toHaveProperty('x-domain');
  });

  it.each([
    { name: 'a fixed token', token: 't1', sent: 'Bearer t1' },
    { name: 'the token of the moment', token: () => 't2', sent: 'Bearer t2' },
    { name: 'no token', token: () => null, sent: undefined },
  ])('carries $name', async ({ token, sent }) => {
    await client({ token }).me.get();
    expect(seen[0]?.headers.authorization).toBe(sent);
  });
});

describe('a request with the token of before the session was renewed', () => {
  const late = json(problem('csrf-token-missing', 403), 403, { 'content-type': 'application/problem+json' });
  const gone = json({ ...problem('session-ended', 401), endedBecause: 'renewed' }, 401);
  const caught: string[] = [];
  const browser = (then: () => Promise<unknown>): Partial<ClientOptions> => ({
    csrf: () => (caught.length === 0 ? 'old' : 'new'),
    catchUp: () => {
      caught.push('up');
      return then();
    },
    onSignedOut: ({ code }) => void caught.push(code),
  });
  beforeEach(() => {
    caught.length = 0;
  });

  it.each([
    ['CSRF token', late],
    ['cookie', gone],
  ])('is sent once more, with the new %s', async (_, refusal) => {
    answer = refusal;
    const catchUp = () => Promise.resolve(void (answer = json({ id: 'u1' })));
    expect(await client(browser(catchUp)).users.disable('u1')).toEqual({ id: 'u1' });
    expect(seen.map(({ headers }) => headers['x-csrf-token'])).toEqual(['old', 'new']);
    expect(caught).toEqual(['up']);
  });

  it('is refused when the new token is refused too, or there is none to be had', async () => {
    answer = late;
    const again = await failure(client(browser(() => Promise.resolve())).users.disable('u1'));
    expect(again).toMatchObject({ problem: { code: 'csrf-token-missing' } });
    expect([seen.length, caught]).toEqual([2, ['up']]);
    answer = gone;
    const none = await failure(client(browser(() => Promise.reject(new Error('no')))).users.disable('u1'));
    expect(none).toMatchObject({ problem: { code: 'session-ended' } });
    expect([seen.length, caught]).toEqual([3, ['up', 'up', 'session-ended']]);
  });
});

describe('an answer', () => {
  it('is the body', async () => {
    answer = json({ id: 'u1', version: 4 });
    const user: UserDetail = await client().users.get('u1');
    expect(user).toEqual({ id: 'u1', version: 4 });
  });

  it('is undefined when there is no body', async () => {
    answer = (response) => response.writeHead(204).end();
    expect(await client().sessions.end('s1')).toBeUndefined();
  });

  it('of a dry run is a DryRun', async () => {
    const effect: DryRun = { dryRun: true, changes: [], warnings: [], endsSessions: 2, endsTokens: 0 };
    answer = json(effect);
    const told: DryRun = await client().dryRun.users.disable('u1');
    expect(told).toEqual(effect);
  });
});

describe('a refusal', () => {
  it('is a ProblemError with everything the server said', async () => {
    const stale = problem('stale-version', 412, { current: 5 });
    answer = json(stale, 412, { 'content-type': 'application/problem+json' });
    const error = await failure(client().users.update('u1', 3, {}));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      name: 'ProblemError',
      problem: stale,
      status: 412,
      retryAfter: null,
      message: 'a detail',
    });
  });

  it.each([
    { header: '7', retryAfter: 7 },
    { header: '0', retryAfter: 0 },
    { header: 'Thu, 01 Jan 1970 00:00:00 GMT', retryAfter: 0 },
    { header: 'soon', retryAfter: null },
  ])('reads Retry-After: $header as $retryAfter', async ({ header, retryAfter }) => {
    answer = json(problem('hash-lane-full', 503), 503, { 'retry-after': header });
    expect(await failure(client().me.get())).toMatchObject({ retryAfter });
  });

  it.each<{ code: ProblemCode; status: number; told: number }>([
    { code: 'session-ended', status: 401, told: 1 },
    { code: 'not-signed-in', status: 401, told: 1 },
    { code: 'invalid-credentials', status: 401, told: 0 },
    { code: 'invalid-challenge', status: 401, told: 0 },
    { code: 'permission-missing', status: 403, told: 0 },
  ])('with $code reports a lost session $told times', async ({ code, status, told }) => {
    const heard: string[] = [];
    answer = json(problem(code, status), status);
    const error = await failure(client({ onSignedOut: (ended) => heard.push(ended.code) }).me.get());
    expect(error).toBeInstanceOf(ProblemError);
    expect(heard).toEqual(Array.from({ length: told }, () => code));
  });

  it('reports a session that may only set up two-factor authentication, which is not lost', async () => {
    const heard: string[] = [];
    answer = json(problem('second-factor-enrolment-required', 403), 403);
    const listening = client({
      onSignedOut: () => heard.push('signed out'),
      onEnrolmentRequired: () => heard.push('enrol'),
    });
    expect(await failure(listening.users.list())).toBeInstanceOf(ProblemError);
    expect(heard).toEqual(['enrol']);
  });
});

describe('no answer', () => {
  it.each<{ name: string; given: Answer }>([
    { name: 'a connection that breaks', given: (response) => response.destroy() },
    { name: "a proxy's error page", given: (response) => response.writeHead(502).end('<h1>Bad gateway</h1>') },
    { name: "a proxy's empty error", given: (response) => response.writeHead(502).end() },
    { name: "a proxy's own JSON error", given: json({ message: 'no upstream' }, 502) },
    { name: 'a page instead of JSON', given: (response) => response.writeHead(200).end('<!doctype html>') },
  ])('is a NetworkError: $name', async ({ given }) => {
    answer = given;
    expect(await failure(client().me.get())).toBeInstanceOf(NetworkError);
  });

  it('is a NetworkError when nobody listens', async () => {
    const refused = () => Promise.reject(new TypeError('fetch failed'));
    expect(await failure(client({ fetch: refused }).me.get())).toMatchObject({ name: 'NetworkError' });
  });

  it('is a NetworkError when it takes too long', async () => {
    answer = () => undefined;
    expect(await failure(client({ timeoutMs: 50 }).me.get())).toBeInstanceOf(NetworkError);
  });

  it("keeps the caller's own abort apart", async () => {
    const caller = new AbortController();
    answer = () => caller.abort();
    expect(await failure(client().users.list({}, { signal: caller.signal }))).toMatchObject({ name: 'AbortError' });
  });
});
