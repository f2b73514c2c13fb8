import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedUser, DryRun, ProblemBody, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Answer, Client } from '../../../testing/client.js';
import { aName, PASSWORD, type GivenDomain, type GivenUser } from '../../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
let target: GivenUser;

beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  target = await api.given.user(domain);
});
afterAll(() => api.close());

const newUser = (wishes: object = {}) => ({
  username: aName('new'),
  firstName: 'Ada',
  lastName: 'Lovelace',
  roleId: domain.roles['read-only'],
  ...wishes,
});
const brief = ({ status, body }: Answer<ProblemBody>) => ({
  status,
  code: body.code,
  pointers: (body.errors ?? []).map(({ pointer }) => pointer),
});

function expectProblem(answer: Answer<ProblemBody>, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ type: `urn:wardkeep:problem:${code}`, status, code });
  expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toContain('no-store');
}

describe('WEB-02 WEB-03 every error is a problem document with the security headers', () => {
  it.each([
    ['an unknown route', 'GET', '/nothing', {}, 404, 'not-found'],
    ['a wrong method', 'PUT', '/users', { body: {} }, 405, 'method-not-allowed'],
    ['a method nobody knows there', 'DELETE', '/me', {}, 405, 'method-not-allowed'],
    ['broken JSON', 'POST', '/users', { raw: '{"username": ' }, 400, 'malformed-request'],
    [
      'text for JSON',
      'POST',
      '/users',
      { raw: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    [
      'a form for JSON',
      'POST',
      '/users',
      { raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported-media-type',
    ],
    ['a body over 1 MiB', 'POST', '/users', { raw: `{"username":"${'x'.repeat(1_048_577)}"}` }, 413, 'body-too-large'],
    ['a path that is no text', 'GET', '/users/%E0%A4%A', {}, 400, 'malformed-request'],
  ])('%s', async (_, method, path, call, status, code) => {
    expectProblem(await boss.call<ProblemBody>(method, path, call), status, code);
  });

  it('says which methods there are', async () => {
    const { headers } = await boss.call('PUT', '/users', { body: {} });
    expect(headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  });

  it('answers a bad request of nobody as that of nobody', async () => {
    expectProblem(await api.anybody.get<ProblemBody>('/users'), 401, 'not-signed-in');
  });
});

describe('a body', () => {
  it.each([
    ['an unknown field', { role: 'x' }, ['/role']],
    [
      "MAS-01 fields that are not the caller's to set",
      { id: 'x', domainId: 'y', enabled: true, isProtected: true, version: 9 },
      ['/id', '/domainId', '/enabled', '/isProtected', '/version'],
    ],
    ['INJ-02 a NUL in a name', { firstName: 'A\u0000B' }, ['/firstName']],
    ['INJ-02 a NUL in the username', { username: 'a\u0000b' }, ['/username']],
    ['LOG-02 a username with a zero-width space', { username: 'anna\u200b' }, ['/username']],
    ['LOG-02 a Cyrillic letter in a username', { username: '\u0430nna' }, ['/username']],
    ['bidi characters in a name', { lastName: 'x\u202Ey' }, ['/lastName']],
    ['a number for text', { username: 17 }, ['/username']],
    ['an array for text', { firstName: ['A'] }, ['/firstName']],
    ['an object for text', { firstName: { $ne: '' } }, ['/firstName']],
    ['text for a boolean', { twoFactorRequired: 'true' }, ['/twoFactorRequired']],
    ['an email that is none', { email: 'a@b@c' }, ['/email']],
    ['two recipients as an email', { email: 'a@example.org,b@example.org' }, ['/email']],
    ['several at once', { username: '', roleId: 'x', language: 'xx' }, ['/language', '/username', '/roleId']],
  ])('with %s is refused at that field', async (_, wishes, pointers) => {
    const answer = brief(await boss.post<ProblemBody>('/users', newUser(wishes)));
    expect(answer).toMatchObject({ status: 400, code: 'invalid-request' });
    expect([...answer.pointers].sort()).toEqual([...pointers].sort());
  });

  it.each([
    ['an array', '[]'],
    ['text', '"x"'],
    ['a number', '17'],
    ['null', 'null'],
    ['nothing', ''],
    ['INJ-03 __proto__', '{"__proto__": {"isAdmin": true}, "username": "x"}'],
    ['INJ-03 constructor.prototype', '{"constructor": {"prototype": {"isAdmin": true}}}'],
    ['nested too deep', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])('that is %s is refused', async (_, raw) => {
    const { status } = await boss.call('POST', '/users', { raw, headers: { 'content-type': 'application/json' } });
    expect(status).toBe(400);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each([
    ['an array', ['sys-admin']],
    ['an object', { $ne: '' }],
    ['a number', 1],
    ['true', true],
    ['null', null],
  ])('LOG-01 of a sign-in with %s for a name or password is refused', async (_, value) => {
    for (const input of [
      { username: value, password: PASSWORD },
      { username: 'sys-admin', password: value },
    ]) {
      expect(brief(await api.anybody.post<ProblemBody>('/auth/sign-in', input))).toMatchObject({ status: 400 });
    }
  });
});

describe('a query', () => {
  it.each([
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=1e2',
    'limit=0x10',
    'limit=1.5',
    'limit=99999999999',
    'limit=1&limit=2',
    'sort=password_hash',
    'sort=username;drop',
    'status=unknown',
    'roleId=17',
    'q=%00',
    'lastLoginAfter=yesterday',
    'cursor=x',
    'unknown=1',
    'q[a]=1',
  ])('INJ-05 of %s is refused', async (query) => {
    expect(brief(await boss.get<ProblemBody>(`/users?${query}`)).status).toBe(400);
  });

  it.each([`q=${encodeURIComponent("' OR 1=1 --")}`, 'q=%25%25%25', 'q=___', `source=${encodeURIComponent("x'")}`])(
    'INJ-01 of %s finds nobody',
    async (query) => {
      expect(await boss.get(`/users?${query}`)).toMatchObject({ status: 200, body: { items: [] } });
    },
  );

  it.each(['x', '"x"', '7', 'W/"7"', '*'])('of a version written as %s is refused', async (version) => {
    const call = { body: { firstName: 'X' }, headers: { 'if-match': version } };
    expect((await boss.call('PATCH', `/users/${target.id}`, call)).status).toBe(400);
  });
});

describe('a session in a cookie', () => {
  let cookie: string;
  let csrfToken: string;
  beforeAll(async () => {
    const session = await api.given.session(await api.given.user(domain, { role: 'domain-administrator' }));
    cookie = `wk=${session.token}`;
    ({ csrfToken } = session);
  });

  it('reads without more, and changes only with its CSRF token', async () => {
    const browser = api.anybody.with({ cookie });
    expect(await browser.get('/me')).toMatchObject({ status: 200, body: { csrfToken } });
    for (const headers of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': `${csrfToken}x` }]) {
      expectProblem(await browser.post<ProblemBody>('/users', newUser(), { headers }), 403, 'csrf-token-missing');
    }
    const right = await browser.post('/users', newUser(), { headers: { 'x-csrf-token': csrfToken } });
    expect(right.status).toBe(201);
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://wardkeep.test.evil.example' },
  ])('changes nothing for a page of another site: %o', async (headers) => {
    const browser = api.anybody.with({ cookie, 'x-csrf-token': csrfToken });
    expectProblem(await browser.post<ProblemBody>('/users', newUser(), { headers }), 403, 'other-origin');
    const signIn = { username: 'sys-admin', password: PASSWORD };
    expect((await api.anybody.post('/auth/sign-in', signIn, { headers })).status).toBe(403);
  });

  it('changes for a page of its own', async () => {
    const browser = api.anybody.with({ cookie, 'x-csrf-token': csrfToken, origin: 'http://wardkeep.test' });
    expect((await browser.post('/users', newUser())).status).toBe(201);
  });
});

describe('what a request says of itself', () => {
  it('AUD-02 can not forge a line of the log or an event', async () => {
    const headers = { 'x-request-id': 'a"b{evil}', 'user-agent': 'x'.repeat(5000), 'x-reason': `y${'z'.repeat(2000)}` };
    const answer = await boss.patch<User>(`/users/${target.id}`, 1, { firstName: 'Grace' }, { headers });
    expect(answer.status).toBe(200);
    const id = answer.headers.get('x-request-id') ?? '';
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const [event] = await api.database.sql<{ device: string; reason: string }>(
      'SELECT device, reason FROM audit_event WHERE request_id = $1',
      [id],
    );
    expect(event?.reason).toHaveLength(500);
    expect(event?.device.length).toBeLessThanOrEqual(512);
    for (const line of api.log) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  it('keeps a request id that is one', async () => {
    const { headers } = await boss.get('/me', { headers: { 'x-request-id': 'partner-4711' } });
    expect(headers.get('x-request-id')).toBe('partner-4711');
  });

  it('LCK-03 is not believed about its address', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    const { headers } = await boss.post('/users', newUser(), { headers: forwarded });
    const events = await api.database.sql('SELECT address FROM audit_event WHERE request_id = $1', [
      headers.get('x-request-id'),
    ]);
    expect(events).toEqual([{ address: '127.0.0.1' }]);
  });
});

describe('Idempotency-Key', () => {
  const once = (key: string, input: object, path = '/users') =>
    boss.post<CreatedUser>(path, input, { headers: { 'idempotency-key': key } });

  it('gives the same answer to the same request, and 422 to another', async () => {
    const input = newUser();
    const first = await once('key-1', input);
    expect(first.status).toBe(201);
    const second = await once('key-1', input);
    expect(second).toMatchObject({ status: 201, text: first.text });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    for (const name of ['location', 'etag']) expect(second.headers.get(name)).toBe(first.headers.get(name));
    expect(second.headers.get('location')).toBe(`/api/v1/users/${first.body.id}`);
    expect(await once('key-1', newUser())).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('keeps no temporary password in clear', async () => {
    const { body } = await once('key-2', newUser());
    expect(body.temporaryPassword).toHaveLength(24);
    const everything = JSON.stringify(await contents());
    expect(everything).not.toContain(body.temporaryPassword);
    expect(api.log.join('\n')).not.toContain(body.temporaryPassword);
  });

  it('keeps nothing to try guesses of a chosen password on', async () => {
    const input = newUser({ password: 'Quiet.River+3.Lamp' });
    expect((await once('guessed', input)).status).toBe(201);
    const guess = createHash('sha256')
      .update(`/api/v1/users\n${JSON.stringify(input)}`)
      .digest();
    const rows = await api.database.sql<{ hash: Buffer }>('SELECT request_hash AS hash FROM idempotency_key');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ hash }) => guess.equals(hash))).toEqual([]);
  });

  it('is of its actor: another one may use the same', async () => {
    const other = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const input = newUser();
    await once('key-3', input);
    const headers = { 'idempotency-key': 'key-3' };
    expect((await other.post('/users', newUser(), { headers })).status).toBe(201);
    expect((await other.post('/users', input, { headers })).status).toBe(422);
  });

  it('can be tried again after a refusal', async () => {
    const input = newUser({ password: 'weak' });
    expect((await once('key-4', input)).status).toBe(422);
    expect((await once('key-4', newUser())).status).toBe(201);
  });

  it('of a wrong length is refused', async () => {
    expect((await once('k'.repeat(256), newUser())).status).toBe(400);
  });
});

describe('a dry run', () => {
  const system = async () => api.as(await api.given.session(api.given.sysAdmin));

  it('of each change tells what it would do, and writes nothing', async () => {
    const user = await api.given.user(domain);
    await api.given.session(user);
    const administrator = await system();
    const other = await api.given.domain();
    const disabled = await api.given.user(domain, { enabled: false });
    const session = await api.given.session(await api.given.user(domain));
    const tries: readonly [Client, string, string, object, object][] = [
      [boss, 'POST', '/users', { body: newUser() }, {}],
      [
        boss,
        'PATCH',
        `/users/${user.id}`,
        { version: 1, body: { firstName: 'Grace' } },
        { changes: [{ field: 'firstName', before: 'Ada', after: 'Grace' }] },
      ],
      [boss, 'DELETE', `/users/${user.id}`, { version: 1 }, { endsSessions: 1 }],
      [
        boss,
        'POST',
        `/users/${user.id}/disable`,
        {},
        { endsSessions: 1, changes: [{ field: 'enabled', before: true, after: false }] },
      ],
      [
        boss,
        'POST',
        `/users/${disabled.id}/enable`,
        {},
        { changes: [{ field: 'enabled', before: false, after: true }] },
      ],
      [boss, 'DELETE', `/users/${user.id}/sessions`, {}, { endsSessions: 1 }],
      [boss, 'DELETE', `/sessions/${session.id}`, {}, { endsSessions: 1 }],
      [boss, 'PATCH', '/me', { body: { firstName: 'Grace' } }, {}],
      [
        administrator,
        'POST',
        '/domains',
        {
          body: { name: aName('d'), displayName: 'D', administrator: { username: 'b', firstName: 'B', lastName: 'B' } },
        },
        {},
      ],
      [administrator, 'PATCH', `/domains/${other.id}`, { version: 1, body: { displayName: 'X' } }, {}],
      [
        administrator,
        'POST',
        `/domains/${domain.id}/disable`,
        {},
        { changes: [{ field: 'enabled', before: true, after: false }] },
      ],
    ];
    for (const [client, method, path, call, expected] of tries) {
      const before = await contents();
      const answer = await client.call<DryRun>(method, `${path}?dryRun=true`, call);
      const name = `${method} ${path}`;
      expect({ name, status: answer.status, ...answer.body }).toMatchObject({
        name,
        status: 200,
        dryRun: true,
        ...expected,
      });
      expect(answer.text).not.toContain('temporaryPassword');
      expect(await contents()).toEqual(before);
    }
    expect((await boss.get('/me')).status).toBe(200);
  });

  it('refuses as the change would', async () => {
    const taken = await boss.post<ProblemBody>('/users?dryRun=true', newUser({ username: target.username }));
    expect(brief(taken)).toMatchObject({ status: 409, code: 'username-taken' });
    expect((await boss.delete(`/users/${target.id}?dryRun=true`)).status).toBe(428);
  });

  it('is asked for with true or false', async () => {
    expect((await boss.post('/users?dryRun=1', newUser())).status).toBe(400);
    expect((await boss.post('/users?dryRun=false', newUser())).status).toBe(201);
  });

  it('is refused where nobody is signed in: nothing there can be tried without being done', async () => {
    const input = { username: 'sys-admin', password: PASSWORD };
    for (const path of ['sign-in', 'sign-in/password', 'sign-in/second-factor', 'password-reset']) {
      const answer = await api.anybody.post<ProblemBody>(`/auth/${path}?dryRun=true`, input);
      expect(brief(answer)).toEqual({ status: 400, code: 'invalid-request', pointers: ['?dryRun'] });
    }
    expect((await api.anybody.post('/auth/sign-in?dryRun=false', input)).status).toBe(200);
  });
});

/** Every row of every table that a request could write, but what upkeep moves by itself. */
async function contents(): Promise<Record<string, unknown[]>> {
  const tables = [
    'domain',
    'role',
    'app_user',
    'user_version',
    'session',
    'audit_event',
    'idempotency_key',
    'outbox_message',
  ];
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const rows = await api.database.sql<{ row: string }>(
      `SELECT (to_jsonb(t) - 'last_seen_at')::text AS row FROM ${table} t ORDER BY 1`,
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}
