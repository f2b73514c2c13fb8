import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from 'wardkeep/contracts';
import { createClient } from 'wardkeep/client';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { GivenDomain, GivenSession } from '../../../testing/given.js';
import { LiveSessions } from '../../sessions/live-sessions.js';
import { inDomain } from '../actor.js';
import { AccessBus } from '../database/access-bus.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { newId } from '../ids.js';

let api: TestApi;
let domain: GivenDomain;
let session: GivenSession;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  session = await api.given.signedIn(domain, 'domain-administrator');
});
afterAll(() => api.close());

async function job(state = 'running'): Promise<string> {
  const id = newId();
  await api.database.sql(
    `INSERT INTO job (id, domain_id, kind, state, total, lease_until) VALUES ($1, $2, 'test', $3, 10, 'infinity')`,
    [id, domain.id, state],
  );
  return id;
}
const change = (id: string, what: string) => api.database.sql(`UPDATE job SET ${what} WHERE id = $1`, [id]);
const typed = (token = session.token) => createClient({ baseUrl: api.url, token });
const response = (id: string, token = session.token, query = '') =>
  fetch(`${api.url}/api/v1/jobs/${id}/events${query}`, { headers: { authorization: `Bearer ${token}` } });

describe('the events of a job', () => {
  it('are the job now, each change, and its end', async () => {
    const id = await job();
    const seen: string[] = [];
    for await (const now of typed().jobs.events(id)) {
      seen.push(`${now.state} ${now.progress.done}`);
      if (seen.length === 1) await change(id, 'done = 4');
      if (seen.length === 2) await change(id, `done = 10, state = 'succeeded'`);
    }
    expect(seen).toEqual(['running 0', 'running 4', 'succeeded 10']);
  });

  it('of one that has ended are its end', async () => {
    const answer = await response(await job('failed'));
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await answer.text()).toMatch(/^event: end\ndata: \{.*"state":"failed".*\}\n\n$/);
  });

  it('cost one look for all who follow', async () => {
    const id = await job();
    const followers = Array.from({ length: 5 }, async () => {
      const states: Job['state'][] = [];
      for await (const now of typed().jobs.events(id)) states.push(now.state);
      return states;
    });
    await change(id, `state = 'cancelled'`);
    for (const states of await Promise.all(followers)) expect(states.at(-1)).toBe('cancelled');
  });

  it('end with the session', async () => {
    const other = await api.given.signedIn(domain, 'domain-administrator');
    const answer = await response(await job(), other.token);
    await api.as(session).delete(`/sessions/${other.id}`);
    expect(await answer.text()).toMatch(/event: gone\ndata: \{"code":"session-ended"\}\n\n$/);
  });

  it('do not count as using the session, however long somebody listens', async () => {
    const { id: sessionId, token } = await api.given.signedIn(domain, 'domain-administrator');
    await api.database.sql(`UPDATE session SET last_seen_at = now() - interval '20 minutes' WHERE id = $1`, [
      sessionId,
    ]);
    const notSeenFor = async () => {
      await api.get(LiveSessions).flush();
      const [row] = await api.database.sql<{ minutes: number }>(
        'SELECT extract(epoch FROM now() - last_seen_at)::int / 60 AS minutes FROM session WHERE id = $1',
        [sessionId],
      );
      return row?.minutes;
    };
    const stream = (await response(await job(), token)).body?.getReader();
    const other = await api.given.signedIn(domain, 'domain-administrator');
    await api.as(session).delete(`/sessions/${other.id}`);
    let heard = '';
    while (!heard.includes('\n: \n\n')) heard += new TextDecoder().decode((await stream?.read())?.value);
    expect(await notSeenFor()).toBe(20);
    await stream?.cancel();
    await api.as({ token }).get('/me');
    expect(await notSeenFor()).toBe(0);
  });

  it('end once the session was idle for too long', async () => {
    const { id: sessionId, token } = await api.given.signedIn(domain, 'domain-administrator');
    const answer = await response(await job(), token);
    await api.database.sql(`UPDATE session SET last_seen_at = now() - interval '1 year' WHERE id = $1`, [sessionId]);
    await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
      await api.get(AccessBus).announce(tx, { kind: 'session', id: sessionId });
      return { result: undefined, unchanged: true };
    });
    expect(await answer.text()).toMatch(/event: gone\ndata: \{"code":"session-ended"\}\n\n$/);
  });

  it("TEN-06 of another Domain, or of somebody else's where one sees one's own, are not there", async () => {
    const id = await job();
    const stranger = await api.given.signedIn(await api.given.domain(), 'domain-administrator');
    const reader = await api.given.signedIn(domain, 'read-only');
    for (const { token } of [stranger, reader]) expect((await response(id, token)).status).toBe(404);
    const system = await api.given.session(api.given.sysAdmin);
    const inside = await response(id, system.token, `?domain=${domain.name}`);
    expect(inside.status).toBe(200);
    await inside.body?.cancel();
  });

  it('are for so many at once', async () => {
    const id = await job();
    const token = (await api.given.signedIn(domain, 'domain-administrator')).token;
    const open = await Promise.all(Array.from({ length: 10 }, () => response(id, token)));
    const more = await response(id, token);
    expect({ status: more.status, wait: more.headers.get('retry-after') }).toEqual({ status: 503, wait: '15' });
    for (const { body } of open) await body?.cancel();
    let { status } = more;
    while (status === 503) {
      const again = await response(id, token);
      ({ status } = again);
      await again.body?.cancel();
    }
    expect(status).toBe(200);
  });
});
