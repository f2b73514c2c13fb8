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

  it('leaves no event when it was only tried', async () => {
    const domain = await api.given.domain();
    const administrator = await api.given.signedIn(domain, 'domain-administrator');
    await api.as(administrator).post(`/users/${administrator.user.id}/disable?dryRun=true`);
    const events = await api.as(administrator).get('/audit-events?type=access.refused');
    expect(events.body).toMatchObject({ items: [] });
  });
});
