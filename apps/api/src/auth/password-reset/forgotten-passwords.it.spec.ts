import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignInMethods } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { aName, type GivenDomain, type GivenUser, type UserWishes } from '../../../testing/given.js';
import { openMailSink, tokenIn, type MailSink } from '../../../testing/mail-sink.js';
import { choose, GOOD_PASSWORDS, signInAs } from '../../../testing/passwords.js';
import { UpkeepService } from '../../platform/upkeep/upkeep.service.js';
import { ForgottenPasswords } from './forgotten-passwords.service.js';

const [NEW] = GOOD_PASSWORDS;

let sink: MailSink;
let api: TestApi;
let domain: GivenDomain;
let closed: GivenDomain;
beforeAll(async () => {
  sink = await openMailSink();
  api = await startApi({ settings: { mail: { smtpUrl: sink.url }, trustedProxies: ['127.0.0.1/32'] } });
  [domain, closed] = [await api.given.domain(), await api.given.domain()];
  for (const open of [domain, api.given.primary]) await choose(api, open, { forgotPassword: true });
});
afterAll(async () => {
  await api.close();
  await sink.close();
});

type Reachable = GivenUser & { readonly email: string };
let sources = 0;
/** An address of its own for each, unless a test is about addresses. */
const newSource = () => `198.51.${Math.floor((sources += 1) / 250)}.${(sources % 250) + 1}`;

const someone = async (wishes: UserWishes = {}, home = domain): Promise<Reachable> => {
  const email = `${aName('a')}@example.org`;
  return { ...(await api.given.user(home, { email, ...wishes })), email };
};
const ask = (body: unknown, source = newSource()) =>
  api.anybody.post('/auth/password-reset/request', body, { headers: { 'x-forwarded-for': source } });
const forgot = (username: string, source?: string) => ask({ domain: domain.name, username }, source);
/** Until nobody waits any more. */
const handled = () => api.get(ForgottenPasswords).handleAll();
const mailsTo = async (email: string) => {
  await handled();
  await api.database.sql('SELECT 1');
  const waiting = () => api.database.sql('SELECT id FROM outbox_message WHERE sent_at IS NULL AND failed_at IS NULL');
  while ((await waiting()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  return sink.received.filter(({ recipients }) => recipients.includes(email));
};
const kept = (source: string) => api.database.sql('SELECT id FROM reset_request WHERE address = $1', [source]);

describe('a forgotten password', () => {
  it('is replaced by the link of a mail, asked for by username or email', async () => {
    const user = await someone();
    expect(await forgot(user.username.toUpperCase())).toMatchObject({ status: 202, text: '' });
    const [mail] = await sink.to(user.email);
    const use = { token: mail ? tokenIn(mail) : '', newPassword: NEW };
    expect((await api.anybody.post('/auth/password-reset', use)).status).toBe(204);
    expect((await signInAs(api, user, NEW)).status).toBe(200);
    await forgot(user.email);
    expect(await sink.to(user.email, 3)).toHaveLength(3);
    const events = await api.database.sql(
      `SELECT actor_username AS actor, detail FROM audit_event WHERE type = 'password.reset-mailed' AND subject_id = $1`,
      [user.id],
    );
    expect(events).toEqual([
      { actor: null, detail: 'forgotten' },
      { actor: null, detail: 'forgotten' },
    ]);
  });

  it('is told on the sign-in page where it is switched on', async () => {
    const offered = async (name: string) =>
      (await api.anybody.get<SignInMethods>(`/auth/methods?domain=${name}`)).body.forgotPassword;
    expect(await offered(domain.name)).toBe(true);
    expect(await offered(closed.name)).toBe(false);
    expect(await offered('nowhere')).toBe(false);
  });

  it('ENU-03 gets the same answer and the same rows for everybody, and a mail only who may have one', async () => {
    const reached = await someone();
    const off = await api.given.domain();
    await choose(api, off, { forgotPassword: true });
    const unreached = {
      disabled: await someone({ enabled: false }),
      ldap: await someone({ loginMethod: 'ldap' }),
      saml: await someone({ loginMethod: 'saml' }),
      oidc: await someone({ loginMethod: 'oidc' }),
      'switched off': await someone({}, closed),
      'in a disabled Domain': await someone({}, off),
    };
    const mute = await someone({ email: null });
    await api.database.sql('UPDATE domain SET enabled = false WHERE id = $1', [off.id]);
    const source = newSource();
    const bodies = [
      ...Object.values(unreached).map((user) => ({ domain: user.domain.name, username: user.username })),
      { domain: domain.name, username: mute.username },
      { domain: domain.name, username: 'nobody-at-all' },
      { domain: 'nowhere', username: reached.username },
      { username: reached.username },
      { domain: domain.name, username: reached.username },
    ];
    const answers = await Promise.all(bodies.map((body) => ask(body, source)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['202 ']));
    const headers = answers.map((answer) => [...answer.headers.keys()].sort().join());
    expect(new Set(headers).size).toBe(1);
    expect(await kept(source)).toHaveLength(bodies.length);
    expect(await mailsTo(reached.email)).toHaveLength(1);
    for (const user of Object.values(unreached)) expect(await mailsTo(user.email)).toEqual([]);
    const open = await api.database.sql('SELECT id FROM reset_request WHERE handled_at IS NULL');
    expect(open).toEqual([]);
  });

  it("ENU-03 of an unknown Domain is nobody's in the Primary Domain", async () => {
    const email = `${aName('p')}@example.org`;
    const user = await api.given.user(api.given.primary, { email });
    await ask({ domain: 'no-such-domain', username: user.username });
    expect(await mailsTo(email)).toEqual([]);
    await ask({ username: user.username });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it.each<readonly [string, (email: string) => Record<string, unknown>, number]>([
    ['a list', (email) => ({ username: [email, 'evil@x.test'] }), 400],
    ['a list in text', (email) => ({ username: `${email},evil@x.test` }), 202],
    ['a line end', (email) => ({ username: `${email}\r\nBcc: evil@x.test` }), 400],
    ['a comment', (email) => ({ username: `${email}(evil@x.test)` }), 202],
    ['another recipient', (email) => ({ username: email, to: 'evil@x.test' }), 400],
    ['another email', (email) => ({ username: email, email: 'evil@x.test' }), 400],
  ])('RST-05 with %s goes to nobody else', async (_what, body, status) => {
    const user = await someone();
    const before = sink.received.length;
    expect((await ask({ domain: domain.name, ...body(user.email) })).status).toBe(status);
    expect(await mailsTo(user.email)).toEqual([]);
    expect(sink.received.slice(before).flatMap(({ recipients }) => recipients)).toEqual([]);
  });

  it('RST-06 brings three mails an hour, whichever name is typed and wherever it is typed', async () => {
    const user = await someone();
    await Promise.all(Array.from({ length: 100 }, (_, n) => forgot(n % 2 === 0 ? user.username : user.email)));
    expect(await mailsTo(user.email)).toHaveLength(3);
    await api.database.sql(
      `UPDATE reset_request SET handled_at = handled_at - interval '1 hour' WHERE name_key IN ($1, $2)`,
      [user.username, user.email],
    );
    await forgot(user.username);
    expect(await mailsTo(user.email)).toHaveLength(4);
  });

  it('RST-06 is kept twenty times an hour from one address, at once or one after another', async () => {
    const source = newSource();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => forgot(`random-${n}`, source)));
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    expect(await kept(source)).toHaveLength(20);
    const user = await someone();
    await forgot(user.username, source);
    expect(await mailsTo(user.email)).toEqual([]);
    await forgot(user.username);
    expect(await mailsTo(user.email)).toHaveLength(1);
  });

  it('RST-06 is kept twenty times an hour from one IPv6 network, whose addresses nobody runs out of', async () => {
    const from = (n: number) => forgot(`random-${n}`, `2001:db8:5:7:${n.toString(16)}::${n.toString(16)}`);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => from(n + 1)));
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    expect(await kept('2001:db8:5:7::/64')).toHaveLength(20);
    await forgot('somebody-else', '2001:db8:5:8::1');
    expect(await kept('2001:db8:5:8::/64')).toHaveLength(1);
  });

  it('is not lost with the process that kept it, nor answered after its hour', async () => {
    const [waiting, late] = [await someone(), await someone()];
    const keep = (user: Reachable, age: string) =>
      api.database.sql(
        `INSERT INTO reset_request (id, domain_id, name_key, address, at)
         VALUES (gen_random_uuid(), $1, $2, '192.0.2.1', now() - $3::interval)`,
        [domain.id, user.username, age],
      );
    await keep(waiting, '5 minutes');
    await keep(late, '61 minutes');
    const forgotten = api.get(ForgottenPasswords);
    await Promise.all([forgotten.handleAll(), forgotten.handleAll(), forgotten.handleAll()]);
    expect(await mailsTo(waiting.email)).toHaveLength(1);
    expect(await mailsTo(late.email)).toEqual([]);
  });

  it('is forgotten after a day', async () => {
    const source = newSource();
    await forgot('somebody', source);
    await api.database.sql(`UPDATE reset_request SET at = at - interval '25 hours' WHERE address = $1`, [source]);
    await api.get(UpkeepService).tidy();
    expect(await kept(source)).toEqual([]);
  });
});
