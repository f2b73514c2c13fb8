import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedUser, ProblemBody } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Answer, Client } from '../../testing/client.js';
import { aName, PASSWORD, type GivenDomain, type GivenUser } from '../../testing/given.js';
import { aNewcomer, challengeOf, choose, GOOD_PASSWORDS, refusalOf, signInAs } from '../../testing/passwords.js';
import { DomainFounder } from '../domains/domain-founder.js';
import type { DomainsService } from '../domains/domains.service.js';
import { inDomain } from '../platform/actor.js';
import { loadConfig } from '../platform/config/load-config.js';
import { StorablePasswords } from '../settings/storable-passwords.service.js';
import { issueToken } from '../platform/crypto/tokens.js';
import { SystemUnitOfWork, UnitOfWork } from '../platform/database/unit-of-work.js';
import { AccountTokens, type AccountTokenPurpose } from '../users/account-tokens.repository.js';
import { FirstStartService } from './first-start.service.js';
import { InitialPasswordFile } from '../users/initial-password-file.js';

const [GOOD] = GOOD_PASSWORDS;

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(() => api.close());

const signIn = (user: GivenUser, password: string) => signInAs(api, user, password);

/** Somebody's way to a new password; their present one is PASSWORD. */
type Door = {
  readonly name: string;
  readonly pointer: string;
  readonly open: () => Promise<(password: string) => Promise<Answer<unknown>>>;
};

const creating: Door = {
  name: 'creating a user',
  pointer: '/password',
  open: () => Promise.resolve((password) => boss.post('/users', { ...aNewcomer(domain), password })),
};
const founding: Door = {
  name: 'founding a Domain',
  pointer: '/administrator/password',
  open: async () => {
    const system = api.as(await api.given.session(api.given.sysAdmin));
    return (password) => {
      const { username, firstName, lastName } = aNewcomer(domain);
      const administrator = { username, firstName, lastName, password };
      return system.post('/domains', { name: aName('d'), displayName: 'Another', administrator });
    };
  },
};
const byLink = (purpose: AccountTokenPurpose, withPassword: boolean): Door => ({
  name: `a link (${purpose})`,
  pointer: '/newPassword',
  open: async () => {
    const user = await api.given.user(domain, { withPassword });
    const { token, hash } = issueToken(purpose);
    await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
      await api.get(AccountTokens).add(tx, { userId: user.id, domainId: domain.id }, purpose, hash, 1);
      return { result: undefined, unchanged: true };
    });
    return (newPassword) => api.anybody.post('/auth/password-reset', { token, newPassword });
  },
});
const inviting = byLink('invitation', false);
const resetting = byLink('reset', true);
const changing: Door = {
  name: 'their own change',
  pointer: '/newPassword',
  open: async () => {
    const own = api.as(await api.given.signedIn(domain, 'operator', { withPassword: true }));
    return (newPassword) => own.post('/me/password', { currentPassword: PASSWORD, newPassword });
  },
};
const forced: Door = {
  name: 'a forced change while signing in',
  pointer: '/newPassword',
  open: async () => {
    const user = await api.given.user(domain, { withPassword: true, mustChangePassword: true });
    const challenge = challengeOf(await signIn(user, PASSWORD));
    return (newPassword) => api.anybody.post('/auth/sign-in/password', { challenge, newPassword });
  },
};
const setting: Door = {
  name: 'an administrator',
  pointer: '/newPassword',
  open: async () => {
    const { id } = await api.given.user(domain, { withPassword: true });
    return (newPassword) => boss.call('PUT', `/users/${id}/password`, { body: { newPassword } });
  },
};

describe('the password policy', () => {
  it.each([creating, founding, inviting, resetting, changing, forced, setting])(
    'PWD-01 is the same at $name',
    async ({ pointer, open }) => {
      const tries = await open();
      for (const [password, flaws] of [
        ['Xk9-rT4+bW7', ['too-short']],
        ['xk9-rt4+bw72', ['no-upper']],
        ['Xk9 rT4 bW7 '.repeat(22), ['repeated', 'too-long']],
        ['Password1234!', ['common']],
        ['Wardkeep2026!', ['context-word']],
        ['Aa1!Aa1!Aa1!', ['repeated', 'common']],
      ] as const) {
        const seen = refusalOf(await tries(password));
        expect(seen).toEqual({ status: 422, code: 'password-refused', pointers: [pointer], flaws: [...flaws] });
      }
      expect((await tries(`${GOOD}\ud800`)).status).toBe(400);
      expect((await tries(GOOD)).status).toBeLessThan(300);
    },
    60_000,
  );

  it.each([resetting, changing, forced, setting])(
    'PWD-01 refuses the present password at $name',
    async ({ pointer, open }) => {
      const tries = await open();
      const flaws = ['same-as-current'];
      expect(refusalOf(await tries(PASSWORD))).toEqual({
        status: 422,
        code: 'password-refused',
        pointers: [pointer],
        flaws,
      });
    },
  );

  it('PWD-01 stops the first start, with the name of the variable and never its value', async () => {
    const start = (password: string) => {
      const config = loadConfig({ WARDKEEP_INITIAL_ADMIN_PASSWORD: password, WARDKEEP_DATA_DIR: api.config.dataDir });
      const empty = { byName: () => Promise.resolve(null) } as unknown as DomainsService;
      const services = [
        api.get(SystemUnitOfWork),
        empty,
        api.get(DomainFounder),
        api.get(InitialPasswordFile),
      ] as const;
      return new FirstStartService(config, ...services).run();
    };
    const told = await start('Password1234!').catch((error: unknown) => error);
    expect(told).toMatchObject({
      name: 'ConfigError',
      problems: [expect.stringMatching(/^WARDKEEP_INITIAL_ADMIN_PASSWORD: Do not use a common/)],
    });
    expect(String(told)).not.toContain('Password1234!');
    const short = 'WARDKEEP_INITIAL_ADMIN_PASSWORD: Use at least 12 characters';
    await expect(start('short')).rejects.toMatchObject({ problems: expect.arrayContaining([short]) });
  });

  it('PWD-05 knows the names of the account, of the Domain and of the product, with a reason for each refusal', async () => {
    const user = {
      ...aNewcomer(domain),
      username: 'j.appleseed',
      email: 'johnny@orchard.example',
      lastName: 'Appleseed',
    };
    const named = domain.name.replace('domain-', '');
    for (const [password, flaw] of [
      ['Password1234!', 'common'],
      ['Summer2026!!', 'common'],
      ['P@ssw0rd-2026', 'common'],
      [`${domain.name}-2026!A`, 'context-word'],
      [`${named}!!Aa1A`, 'context-word'],
      ['j.appleseed!!Aa1', 'is-username'],
      ['Deeselppa2026!', 'context-word'],
      ['4pp1es33D2026!', 'context-word'],
      ['Orchard-2026!', 'context-word'],
    ]) {
      const { status, body } = await boss.post<ProblemBody>('/users', { ...user, password });
      expect({ password, status, flaws: body.errors?.map(({ code }) => code) }).toMatchObject({
        password,
        status: 422,
        flaws: expect.arrayContaining([flaw]),
      });
      expect(body.errors?.every(({ detail }) => detail.length > 10)).toBe(true);
    }
    const phrase = { ...user, password: 'The summer password of 4 johnnys' };
    expect((await boss.post('/users', phrase)).status).toBe(201);
  });

  it('takes 64 and 256 characters whole, and says of 257 what is wrong', async () => {
    const of = (length: number) =>
      Array.from({ length }, (_, at) => String.fromCodePoint(0x4e00 + ((at * at) % 9973))).join('');
    const lots = { a: `Aa1!${of(60)}`, b: `Aa1!${of(252)}`, c: `Aa1!${of(253)}` };
    const make = (password: string) => boss.post<CreatedUser>('/users', { ...aNewcomer(domain), password });
    expect((await make(lots.a)).status).toBe(201);
    const { body } = await make(lots.b);
    expect(refusalOf(await make(lots.c)).flaws).toEqual(['too-long']);
    const user = { ...(await api.given.user(domain)), id: body.id, username: body.username };
    expect((await signIn(user, lots.b)).status).toBe(200);
    expect((await signIn(user, lots.b.slice(0, -1))).status).toBe(401);
  });
});

describe('a password as it was typed', () => {
  const chosen = async (newPassword: string) => {
    const user = await api.given.user(domain, { withPassword: true });
    const own = api.as(await api.given.session(user));
    expect((await own.post('/me/password', { currentPassword: PASSWORD, newPassword })).status).toBe(200);
    return user;
  };

  it.each([
    ['80 characters', 'Xk9-rT4+bW7.mQ2 Yp6/vN8:zL3,hJ5_'.repeat(3).slice(0, 76) + 'tail', 72],
    ['of four bytes each', 'Aa1-😀😂🤣😅😊😍🤔😴🥳😎🤖👾🐙🦊🐼🦁🐸', 19],
  ])('LOG-04 counts to its last byte: %s', async (_, password, cut) => {
    const user = await chosen(password);
    const letters = [...password];
    const changed = letters.map((letter, at) => (at === cut ? 'ß' : letter)).join('');
    expect((await signIn(user, letters.slice(0, cut).join(''))).status).toBe(401);
    expect((await signIn(user, changed)).status).toBe(401);
    expect((await signIn(user, password)).status).toBe(200);
  });

  it('is the same in NFC and NFD, and keeps its spaces', async () => {
    const user = await chosen(' Zürich im Regen 8 ');
    expect((await signIn(user, 'Zürich im Regen 8')).status).toBe(401);
    expect((await signIn(user, ' Zürich im Regen 8 '.normalize('NFD'))).status).toBe(200);
  });
});

describe('with bcrypt', () => {
  it('LOG-04 refuses what would be cut, in every script', async () => {
    const other = await startApi({ settings: { hashing: { algorithm: 'bcrypt', bcryptCost: 10 } } });
    try {
      const home = await other.given.domain();
      const administrator = other.as(await other.given.signedIn(home, 'domain-administrator'));
      const make = (password: string) => administrator.post<CreatedUser>('/users', { ...aNewcomer(home), password });
      const letters = 'Xk9-rT4+bW7.mQ2 Yp6/vN8:zL3,hJ5_'.repeat(3);
      expect((await make(letters.slice(0, 72))).status).toBe(201);
      for (const long of [letters.slice(0, 73), `${letters.slice(0, 69)}😀`]) {
        expect(refusalOf(await make(long)).flaws).toEqual(['too-long']);
      }
      for (const path of ['/settings', `/domains/${home.id}/settings`]) {
        const chief = other.as(await other.given.session(other.given.sysAdmin));
        const change = { passwords: { mode: 'custom', minLength: 73 } };
        const refused = await chief.call<ProblemBody>('PATCH', path, { body: change });
        expect(refused).toMatchObject({
          status: 400,
          body: { errors: [{ pointer: '/passwords/minLength', code: 'not-storable' }] },
        });
        const most = { passwords: { mode: 'custom', minLength: 72 } };
        expect((await chief.call('PATCH', `${path}?dryRun=true`, { body: most })).status).toBe(200);
      }
      await choose(other, home, { 'passwords.mode': 'custom', 'passwords.minLength': 80 });
      const chosen = JSON.stringify({ 'passwords.mode': 'custom', 'passwords.minLength': 73 });
      await other.database.sql('UPDATE global_settings SET chosen = $1', [chosen]);
      const told = await other
        .get(StorablePasswords)
        .onModuleInit()
        .catch((error: unknown) => error);
      const flaw = (name: string) =>
        expect.stringMatching(new RegExp(`^passwords.minLength${name}: must not be more than 72`));
      const problems = [flaw(''), flaw(` of the Domain ${home.name}`)];
      expect(told).toMatchObject({ name: 'ConfigError', problems });
    } finally {
      await other.close();
    }
  }, 60_000);
});

describe('the file with the one-time password of the first start', () => {
  it.each([
    ['themselves', (own: Client) => own.post('/me/password', { currentPassword: PASSWORD, newPassword: GOOD })],
    [
      'another, who sets one',
      (_: Client, other: Client, id: string) =>
        other.call('PUT', `/users/${id}/password`, { body: { newPassword: GOOD } }),
    ],
    [
      'another, who makes one',
      (_: Client, other: Client, id: string) => other.post(`/users/${id}/password-reset`, { method: 'temporary' }),
    ],
  ])('is gone once sys-admin has another password, by %s', async (_, change) => {
    const first = await startApi();
    try {
      const file = first.get(InitialPasswordFile);
      await file.write('one-time');
      const { sysAdmin, primary } = first.given;
      const own = first.as(await first.given.session(sysAdmin));
      const other = first.as(await first.given.signedIn(primary, 'system-administrator'));
      const bystander = await first.given.user(primary, { withPassword: true });
      const { status } = await other.post(`/users/${bystander.id}/password-reset`, { method: 'temporary' });
      expect([status, existsSync(file.path)]).toEqual([200, true]);
      expect((await change(own, other, sysAdmin.id)).status).toBe(200);
      for (let turn = 0; turn < 100 && existsSync(file.path); turn += 1) await sleep(20);
      expect(existsSync(file.path)).toBe(false);
    } finally {
      await first.close();
    }
  });
});
