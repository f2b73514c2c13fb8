import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent, Page } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('what a rule refuses', () => {
  it.each([
    { what: 'disabling a user above oneself', path: '/disable', code: 'target-outranks-actor' },
    { what: 'enabling a user above oneself', path: '/enable', code: 'target-outranks-actor' },
  ])('$what leaves an event that names who tried and whom it concerns', async ({ path, code }) => {
    const domain = await api.given.domain();
    const administrator = await api.given.signedIn(domain, 'domain-administrator');
    const operator = await api.given.signedIn(domain, 'operator');

    const refused = await api.as(operator).post(`/users/${administrator.user.id}${path}`);
    expect(refused).toMatchObject({ status: 403, body: { code } });

    const events = await api.as(administrator).get('/audit-events?type=access.refused');
    const [event] = (events.body as Page<AuditEvent>).items;
    expect(event).toMatchObject({
      outcome: 'refused',
      detail: code,
      actor: { username: operator.user.username },
      subject: { id: administrator.user.id, name: administrator.user.username },
    });
  });

  it.each([
    { what: 'what another may do', path: (id: string) => `/users/${id}/access` },
    { what: 'who holds a permission', path: () => '/permissions/users:read/holders' },
    { what: 'what another was', path: (id: string) => `/users/${id}/as-of?at=2026-11-22T00:00:00Z` },
    { what: 'what another role would change', path: (id: string) => `/users/${id}/access/preview`, method: 'POST' },
  ])('leaves an event when somebody who may not reads $what: one, however often', async ({ path, method = 'GET' }) => {
    const domain = await api.given.domain();
    const administrator = await api.given.signedIn(domain, 'domain-administrator');
    const roleId = await api.given.role(domain, [{ permission: 'users:read', scope: 'domain' }]);
    const user = await api.given.user(domain, { roleId });
    const client = api.as(await api.given.session(user));
    for (let time = 0; time < 3; time += 1) {
      const call = method === 'POST' ? { body: { roleId } } : {};
      const refused = await client.call(method, path(administrator.user.id), call);
      expect(refused).toMatchObject({ status: 403, body: { code: 'permission-missing' } });
    }
    const events = await api.as(administrator).get<Page<AuditEvent>>('/audit-events?type=access.refused');
    expect(events.body.items).toMatchObject([{ outcome: 'refused', actor: { username: user.username } }]);
  });

  it('TEN-01 leaves an event when somebody who may not names another Domain: one, however often', async () => {
    const [domain, other] = [await api.given.domain(), await api.given.domain()];
    const administrator = await api.given.signedIn(domain, 'domain-administrator');
    for (const name of [other.name, 'no-such-domain', domain.name]) {
      const answer = await api.as(administrator, { 'x-domain': name }).get('/users');
      expect(answer).toMatchObject({ status: 404, body: { code: 'domain-not-found' } });
    }
    const events = await api.as(administrator).get<Page<AuditEvent>>('/audit-events?type=access.refused');
    expect(events.body.items).toMatchObject([
      { detail: `X-Domain ${other.name}`, actor: { username: administrator.user.username } },
    ]);
  });

  it.each(['%00', `a${'%F0%9F%98%80'.repeat(60)}`, 'a&domain=b'])(
    'TEN-01 is no other answer where the name of the Domain could not be kept: %s',
    async (name) => {
      const somebody = await api.given.signedIn(await api.given.domain(), 'domain-administrator');
      const answer = await api.as(somebody).get(`/users?domain=${name}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'domain-not-found' } });
    },
  );

  it('leaves no event when it was only tried', async () => {
    const domain = await api.given.domain();
    const administrator = await api.given.signedIn(domain, 'domain-administrator');
    await api.as(administrator).post(`/users/${administrator.user.id}/disable?dryRun=true`);
    const events = await api.as(administrator).get('/audit-events?type=access.refused');
    expect(events.body).toMatchObject({ items: [] });
  });
});
