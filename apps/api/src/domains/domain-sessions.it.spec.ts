import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Me } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';

let api: TestApi;
let system: Client;
beforeAll(async () => {
  api = await startApi();
  system = api.as(await api.given.session(api.given.sysAdmin));
});
afterAll(() => api.close());

describe('the people who are signed in to a Domain', () => {
  it('see its new name and banner on their next request', async () => {
    const domain = await api.given.domain();
    const own = api.as(await api.given.signedIn(domain, 'read-only'));
    expect((await own.get<Me>('/me')).body.home).toMatchObject({ displayName: domain.name, banner: null });
    const change = { displayName: 'Acme', banner: { text: 'Closed at noon', color: '#345390' } };
    expect((await system.patch(`/domains/${domain.id}`, 1, change)).status).toBe(200);
    expect((await own.get<Me>('/me')).body.home).toMatchObject(change);
  });

  it('do not come back with it when they were just signing in as it was disabled', async () => {
    const domain = await api.given.domain();
    const user = await api.given.user(domain);
    expect((await system.post(`/domains/${domain.id}/disable`)).status).toBe(200);
    const late = api.as(await api.given.session(user));
    expect((await late.get('/me')).status).toBe(401);
    expect((await system.post(`/domains/${domain.id}/enable`)).status).toBe(200);
    expect(await late.get('/me')).toMatchObject({ status: 401, body: { code: 'session-ended' } });
  });
});
