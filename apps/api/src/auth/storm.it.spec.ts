import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD } from '../../testing/given.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ settings: { hashing: { slots: 1, queueLength: 1 } } });
});
afterAll(() => api.close());

describe('a storm of sign-ins', () => {
  it('is told at the door to come back, in the form of every refusal, and nothing is counted', async () => {
    const domain = await api.given.domain();
    const user = await api.given.user(domain, { withPassword: true });
    const input = { domain: domain.name, username: user.username, password: PASSWORD };
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => api.anybody.post<ProblemBody>('/auth/sign-in', input)),
    );
    const away = answers.filter(({ status }) => status === 503);
    expect(away.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBe(answers.length - away.length);
    for (const { headers, body } of away) {
      expect(headers.get('retry-after')).toBe('1');
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('cache-control')).toContain('no-store');
      expect(body).toMatchObject({ code: 'hash-lane-full', status: 503 });
      expect(body.requestId).toBe(headers.get('x-request-id'));
    }
    const [row] = await api.database.sql('SELECT failed_sign_ins FROM app_user WHERE id = $1', [user.id]);
    expect(row).toEqual({ failed_sign_ins: 0 });
    expect((await api.anybody.post('/auth/sign-in', input)).status).toBe(200);
  });
});
