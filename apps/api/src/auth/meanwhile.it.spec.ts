import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Enrolment, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { codeOf, enrolled } from '../../testing/authenticator.js';
import type { Client } from '../../testing/client.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../testing/given.js';
import { brokenInvariants } from '../../testing/invariants.js';
import { challengeOf, signInAs } from '../../testing/passwords.js';
import { routesOf } from '../../testing/routes.js';
import { newId } from '../platform/ids.js';

const NEW = 'Another-Horse-9-Battery';
const GONE = { status: 401, code: 'invalid-challenge' };
const SHUT = { status: 401, code: 'invalid-credentials' };

let api: TestApi;
let domain: GivenDomain;
/** A System Administrator at work in the Domain. */
let system: Client;
let user: GivenUser;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  system = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
});
beforeEach(async () => {
  user = await api.given.user(domain, { withPassword: true, role: 'operator' });
});
afterAll(() => api.close());

type Meanwhile = () => Promise<unknown>;
const at = (path: string) => `/users/${user.id}${path}`;
const done = async (answer: Promise<{ status: number; text: string }>) => {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`What happens meanwhile answered ${status}: ${text}`);
};
const versionOf = async () => (await system.get<{ version: number }>(at(''))).body.version;
const set = (columns: string) => api.database.sql(`UPDATE app_user SET ${columns} WHERE id = $1`, [user.id]);
const ofDomain = (action: string) => done(system.post(`/domains/${domain.id}/${action}`));

const HAPPENS = {
  'the user is disabled': () => done(system.post(at('/disable'))),
  'the user is disabled and enabled again': async () => {
    await done(system.post(at('/disable')));
    await done(system.post(at('/enable')));
  },
  'the user is deleted': async () => done(system.delete(at(''), { version: await versionOf() })),
  'the account is locked': () => set(`locked_until = now() + interval '5 minutes'`),
  'an administrator sets the password': () => done(system.call('PUT', at('/password'), { body: { newPassword: NEW } })),
  'a temporary password is made': () => done(system.post(at('/password-reset'), { method: 'temporary' })),
  'the password is known to somebody': () => done(system.post(at('/require-password-change'), { compromised: true })),
  'the second factor is reset': () => done(system.post(at('/totp/reset'))),
} satisfies Record<string, Meanwhile>;

const begun = async (): Promise<string> => challengeOf(await signInAs(api, user, PASSWORD));
const prove = (challenge: string, secret: string) =>
  api.anybody.post<SignInResult & { code?: string }>('/auth/sign-in/second-factor', {
    challenge,
    code: codeOf(secret),
  });
const choose = (challenge: string) =>
  api.anybody.post<SignInResult & { code?: string }>('/auth/sign-in/password', {
    challenge,
    newPassword: 'Third-Horse-5-Battery',
  });
const brief = ({ status, body }: { status: number; body: { code?: string } }) => ({ status, code: body.code });
const expectNoSession = async () => {
  const live = await api.database.sql('SELECT id FROM session WHERE user_id = $1 AND ended_at IS NULL', [user.id]);
  expect(live).toEqual([]);
};

describe('between the password and the code', () => {
  it.each<[keyof typeof HAPPENS, { status: number; code: string }]>([
    ['the user is disabled', GONE],
    ['the user is disabled and enabled again', GONE],
    ['the user is deleted', GONE],
    ['the account is locked', SHUT],
    ['an administrator sets the password', GONE],
    ['a temporary password is made', GONE],
    ['the password is known to somebody', GONE],
    ['the second factor is reset', GONE],
  ])('LOG-06 SES-08 %s: the right code signs nobody in', async (what, refusal) => {
    const { secret } = await enrolled(api, user);
    await api.database.sql('UPDATE session SET ended_at = now() WHERE user_id = $1', [user.id]);
    const challenge = await begun();
    await HAPPENS[what]();
    expect(brief(await prove(challenge, secret))).toEqual(refusal);
    await expectNoSession();
  });

  it('LOG-06 the Domain is disabled: the right code signs nobody in', async () => {
    const { secret } = await enrolled(api, user);
    const challenge = await begun();
    await ofDomain('disable');
    expect(brief(await prove(challenge, secret))).toEqual(SHUT);
    await expectNoSession();
    await ofDomain('enable');
  });

  it('the user is demoted: the session may do what the new role may', async () => {
    const { secret } = await enrolled(api, user);
    const challenge = await begun();
    await done(system.patch(at(''), await versionOf(), { roleId: domain.roles['read-only'] }));
    const { body } = await prove(challenge, secret);
    const token = 'accessToken' in body ? (body.accessToken ?? '') : '';
    expect((await api.as({ token }).get('/users')).status).toBe(200);
    expect((await api.as({ token }).get('/sessions')).status).toBe(403);
  });

  it('a new password is asked for: it is asked for after the code', async () => {
    const { secret } = await enrolled(api, user);
    const challenge = await begun();
    await done(system.post(at('/require-password-change'), {}));
    expect((await prove(challenge, secret)).body).toMatchObject({ status: 'password_change_required' });
  });
});

describe('between the password and an app that has to be set up', () => {
  it('a new password is asked for: the recovery codes are told all the same, and only then', async () => {
    await set('two_factor_required = true');
    const challenge = await begun();
    const enrolment = '/auth/sign-in/second-factor/enrolment';
    const { body } = await api.anybody.post<Enrolment>(enrolment, { challenge });
    await done(system.post(at('/require-password-change'), {}));
    const code = codeOf(body.secret);
    const step = await api.anybody.post<SignInResult>(`${enrolment}/confirm`, { challenge, code });
    expect(step).toMatchObject({ status: 200, body: { status: 'password_change_required' } });
    const codes = step.body.recoveryCodes ?? [];
    expect(new Set(codes).size).toBe(10);
    const changed = await choose(challengeOf(step));
    expect(changed).toMatchObject({ status: 200, body: { status: 'signed_in' } });
    expect(changed.body.recoveryCodes).toBeUndefined();
    const next = challengeOf(await signInAs(api, user, 'Third-Horse-5-Battery'));
    const proof = { challenge: next, recoveryCode: codes[0] };
    expect((await api.anybody.post('/auth/sign-in/second-factor', proof)).status).toBe(200);
  });
});

describe('between the password and the new one', () => {
  beforeEach(() => set('must_change_password = true'));

  it.each<[keyof typeof HAPPENS, { status: number; code: string }]>([
    ['the user is disabled', GONE],
    ['the user is disabled and enabled again', GONE],
    ['the user is deleted', GONE],
    ['the account is locked', SHUT],
    ['an administrator sets the password', GONE],
    ['a temporary password is made', GONE],
    ['the password is known to somebody', GONE],
  ])('LOG-06 SES-08 %s: it signs nobody in', async (what, refusal) => {
    const challenge = await begun();
    await HAPPENS[what]();
    expect(brief(await choose(challenge))).toEqual(refusal);
    await expectNoSession();
  });

  it('LOG-06 the Domain is disabled: it signs nobody in', async () => {
    const challenge = await begun();
    await ofDomain('disable');
    expect(brief(await choose(challenge))).toEqual(SHUT);
    await expectNoSession();
    await ofDomain('enable');
  });

  it('a second factor is required: it is set up after the new password, and before there is a session', async () => {
    const challenge = await begun();
    await done(system.patch(at(''), await versionOf(), { twoFactorRequired: true }));
    expect((await choose(challenge)).body).toMatchObject({ status: 'second_factor_enrolment_required' });
    await expectNoSession();
  });
});

describe('a challenge', () => {
  it.each([
    ['PWD-04 for a new password', `password_changed_at = now() - interval '91 days'`],
    ['TFA-05 for an enrolment', 'two_factor_required = true'],
  ])('%s opens no route, as bearer or as cookie', async (_, columns) => {
    await set(columns);
    const challenge = await begun();
    for (const { method, path, access, name } of routesOf(api.app)) {
      if (access?.for === 'everybody') continue;
      const called = path.replace(':id', newId()).replace(':n', '1');
      const asBearer = await api.as({ token: challenge }, { 'x-domain': 'primary' }).call(method, called);
      const asCookie = await api.anybody.call(method, called, {
        headers: { cookie: `wk=${challenge}`, 'x-csrf-token': challenge },
      });
      expect({ name, statuses: [asBearer.status, asCookie.status] }).toEqual({ name, statuses: [401, 401] });
    }
  });
});

it('leaves nothing in the database that must not be', async () => {
  expect(await brokenInvariants(api)).toEqual([]);
});
