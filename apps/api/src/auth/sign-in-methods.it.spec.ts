import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignInMethods } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import type { GivenDomain } from '../../testing/given.js';
import { openMailSink, type MailSink } from '../../testing/mail-sink.js';

let sink: MailSink;
let api: TestApi;
let domain: GivenDomain;
let system: Client;
beforeAll(async () => {
  sink = await openMailSink();
  api = await startApi({ settings: { mail: { smtpUrl: sink.url } } });
  domain = await api.given.domain();
  system = api.as(await api.given.session(api.given.sysAdmin));
});
afterAll(async () => {
  await api.close();
  await sink.close();
});

const CHANGING = ['date', 'x-request-id'];
const asked = async (name: string) => {
  const { status, text, headers } = await api.anybody.get<SignInMethods>(
    `/auth/methods?domain=${encodeURIComponent(name)}`,
  );
  return { status, text, headers: [...headers].filter(([header]) => !CHANGING.includes(header)) };
};

describe('ENU-04 what the sign-in page asks for', () => {
  it.each(['no-such-domain', 'x', '../etc', "' OR 1=1 --", 'd'.repeat(255)])(
    'tells of %s, which is no Domain, what it tells of one with passwords alone',
    async (name) => expect(await asked(name)).toEqual(await asked(domain.name)),
  );

  it('tells of a disabled Domain what it tells of none, its banner included', async () => {
    const closed = await api.given.domain();
    const { body } = await system.get<{ version: number }>(`/domains/${closed.id}`);
    const banner = { text: 'Only for the night shift', color: '#345390' };
    expect((await system.patch(`/domains/${closed.id}`, body.version, { banner })).status).toBe(200);
    expect((await asked(closed.name)).text).toContain(banner.text);
    expect((await system.post(`/domains/${closed.id}/disable`)).status).toBe(200);
    expect(await asked(closed.name)).toEqual(await asked('no-such-domain'));
  });

  it('tells nothing of a user', async () => {
    for (const query of ['username=sys-admin', 'email=a@example.org', 'q=sys']) {
      const answer = await api.anybody.get(`/auth/methods?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ code: 'unknown-field' }] } });
    }
  });

  it('tells of no Domain what the whole system offers', async () => {
    const change = { body: { forgotPassword: true } };
    expect((await system.call('PATCH', '/settings', change)).status).toBe(200);
    expect(await asked('no-such-domain')).toEqual(await asked(domain.name));
    expect((await asked('no-such-domain')).text).toContain('"forgotPassword":true');
  });

  it('promises no reset link where no mail goes out; a request for one is answered as ever', async () => {
    const mute = await startApi({ settings: { forgotPassword: true } });
    try {
      const { body } = await mute.anybody.get<SignInMethods>('/auth/methods');
      expect(body.forgotPassword).toBe(false);
      const asking = await mute.anybody.post('/auth/password-reset/request', { username: 'sys-admin' });
      expect(asking).toMatchObject({ status: 202, text: '' });
    } finally {
      await mute.close();
    }
  });
});
