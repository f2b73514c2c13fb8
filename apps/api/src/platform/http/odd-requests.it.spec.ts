import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';

let api: TestApi;
let caller: Client;
beforeAll(async () => {
  api = await startApi();
  caller = api.as(await api.given.session(api.given.sysAdmin));
});
afterAll(() => api.close());

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const members = (count: number) => Array.from({ length: count }, (_, index) => `"m${index}":1`).join();

describe('a body that no client of ours sends', () => {
  it.each([
    ['a list', '[]'],
    ['a list of bodies', '[{"username":"a","password":"b"}]'],
    ['a text', '"text"'],
    ['a number', '5'],
    ['nothing', 'null'],
    ['something nested 100,000 deep', `{"username":${nested(100_000)},"password":"x"}`],
    ['brackets alone', '['.repeat(200_000)],
    ['100,000 members', `{${members(80_000)}}`],
  ])('is refused with 400: %s (DOS-02)', async (_what, raw) => {
    const refused = await api.anybody.call('POST', '/auth/sign-in', { raw });
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.text.length).toBeLessThan(20_000);
  });

  const administrator = { username: 'first', firstName: 'A', lastName: 'B', initialPassword: 'temporary' };
  it.each([
    ['PATCH', '/settings', '/lockout', { lockout: [{ maxFailures: 4 }] }],
    ['PATCH', '/settings', '/twoFactor', { twoFactor: [] }],
    ['POST', '/settings/preview', '/passwords', { passwords: [[{ minLength: 20 }]] }],
    ['POST', '/domains', '/administrator', { name: 'listed', displayName: 'L', administrator: [administrator] }],
    ['POST', '/domains', '/banner', { name: 'listed', displayName: 'L', banner: [], administrator }],
  ])('is refused where it holds a list for a part: %s %s %s', async (method, path, pointer, body) => {
    const answer = await caller.call(method, path, { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ pointer }] } });
  });

  it('may hold any bracket or comma inside its texts', async () => {
    const password = `"\\${'[{,'.repeat(300)}`;
    const refused = await api.anybody.post('/auth/sign-in', { username: 'nobody', password });
    expect(refused).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
  });
});

describe('an address that no client of ours asks for', () => {
  it.each([
    ['/users/%ff', 400],
    ['/%', 400],
    [`/users/${'a'.repeat(300)}`, 400],
  ])('%s is answered as every other error is (WEB-02, WEB-03)', async (path, status) => {
    const refused = await caller.get(path);
    expect(refused).toMatchObject({ status, body: { code: 'malformed-request', status } });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    expect(refused.headers.get('cache-control')).toBe('private, no-store');
  });

  it.each(['2026-W05-1', '2026-033', '2026', '+002026-01-01', '2026-01-01T25:00', '2026-13-01'])(
    'a time that is none is refused: %s',
    async (time) => {
      for (const path of [`/users?lastLoginBefore=${time}`, `/audit-events?from=${time}`]) {
        expect(await caller.get(path.replace('+', '%2B'))).toMatchObject({ status: 400 });
      }
    },
  );
});

describe('the server', () => {
  it('waits 10 seconds for the headers of a request, and looks often enough to mean it (DOS-02)', () => {
    expect(api.app.getHttpServer()).toMatchObject({ headersTimeout: 10_000, requestTimeout: 3_600_000 });
  });
});
