import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, ProblemBody, SignedIn, SignInMethods, UserDetail, UserVersion } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { Client } from '../../../testing/client.js';
import { disableDirectory, givenDirectory, type GivenDirectory } from '../../../testing/given-directory.js';
import { aName, PASSWORD, type GivenDomain } from '../../../testing/given.js';
import { escapedForDn, group, PEOPLE_DN, person, type LdapEntry } from '../../../testing/slapd-entries.js';
import { Slapd, WITHOUT_SLAPD, hasSlapd } from '../../../testing/slapd.js';

type Wishes = { readonly password?: string; readonly providerId?: string; readonly domain?: string };
type Event = {
  readonly type: string;
  readonly outcome: string;
  readonly detail: string | null;
  readonly subject_id: string | null;
};

let api: TestApi;
let slapd: Slapd;
let domain: GivenDomain;
let provider: GivenDirectory;

const withSlapd = hasSlapd ? describe : describe.skip;

/** Somebody in the directory whom Wardkeep has not seen. */
const someone = async (wishes: Parameters<typeof person>[1] = {}, uid = aName('ann')) => {
  const entry = person(uid, wishes);
  await slapd.add(entry);
  const mail = String(entry.attributes['mail']);
  return { uid, entry, password: String(entry.attributes['userPassword']), mail };
};
const signIn = (username: string, { password = `password-of-${username}`, domain: name, ...more }: Wishes = {}) =>
  api.anybody.post<SignedIn>('/auth/sign-in', {
    domain: name ?? domain.name,
    username,
    password,
    delivery: 'bearer',
    ...more,
  });
const boss = async () => api.as(await api.given.signedIn(domain, 'domain-administrator'));
const events = (name: string, type = 'sign-in.refused') =>
  api.database.sql<Event>(
    `SELECT type, outcome, detail, subject_id FROM audit_event WHERE type = $1 AND subject_name = $2 ORDER BY sequence`,
    [type, name],
  );
const usersNamed = (username: string) =>
  api.database.sql<{ id: string }>('SELECT id FROM app_user WHERE domain_id = $1 AND username = $2', [
    domain.id,
    username,
  ]);
const reasonFor = async (name: string) => (await events(name)).at(-1)?.detail;

withSlapd(`signing in through a directory${WITHOUT_SLAPD}`, () => {
  beforeAll(async () => {
    [api, slapd] = await Promise.all([
      startApi({ settings: { lockout: { addressSlowAfter: 100_000, addressRefuseAfter: 1_000_000 } } }),
      Slapd.start(),
    ]);
    domain = await api.given.domain();
    provider = await givenDirectory(api, domain, slapd.url);
  });
  afterAll(async () => {
    await api.close();
    await slapd.close();
  });

  describe('the first time', () => {
    it('FED-01 makes a Read-only user in the Domain of the directory, and says that it came by sign-in', async () => {
      const { uid, mail } = await someone();
      const { status, body } = await signIn(uid);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'signed_in', session: { method: 'ldap' } });
      expect(body.user).toMatchObject({
        username: uid,
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: mail,
        role: { name: 'Read-only' },
        loginMethod: 'ldap',
        source: slapd.url,
        domainId: domain.id,
        passwordChangedAt: null,
      });
      const [created] = await events(uid, 'user.created');
      expect(created?.detail).toBe(`first sign-in from ${provider.name}`);
      expect(await events(uid, 'sign-in.succeeded')).toHaveLength(1);
    });

    it('takes the mail for the name as well', async () => {
      const { uid, mail, password } = await someone();
      expect((await signIn(mail, { password })).body.user.username).toBe(uid);
      expect((await signIn(mail, { password })).status).toBe(200);
      expect((await signIn(uid.toUpperCase(), { password })).status).toBe(200);
      expect(await usersNamed(uid)).toHaveLength(1);
    });

    it('gives the role that a group maps to, and keeps the one that an administrator gave later', async () => {
      const { uid, entry } = await someone();
      const operators = aName('operators');
      await slapd.add(group(operators, [entry.dn]));
      const other = await api.given.domain();
      await givenDirectory(api, other, slapd.url, {
        groupRoles: [{ group: group(operators, []).dn, roleId: other.roles.operator ?? '' }],
      });
      const { body } = await signIn(uid, { domain: other.name });
      expect(body.user.role.name).toBe('Operator');
      const chief = api.as(await api.given.signedIn(other, 'domain-administrator'));
      const { version } = (await chief.get<UserDetail>(`/users/${body.user.id}`)).body;
      const roleId = other.roles['pipeline-management'];
      expect((await chief.patch(`/users/${body.user.id}`, version, { roleId })).status).toBe(200);
      expect((await signIn(uid, { domain: other.name })).body.user.role.name).toBe('Pipeline Management');
    });

    it('FED-03 makes one user of twenty first sign-ins at once', async () => {
      const { uid } = await someone();
      const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(uid)));
      const statuses = answers.map(({ status }) => status);
      expect(statuses).toContain(200);
      // On a busy machine the last ones wait too long for their turn, and may come back.
      expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
      expect(await usersNamed(uid)).toHaveLength(1);
    });

    it('FED-03 gives a name that two directories have to one of them', async () => {
      const second = await Slapd.start();
      try {
        const { uid } = await someone();
        await second.add(person(uid, { password: 'another-password', mail: `${uid}@else.example` }));
        const twin = await givenDirectory(api, domain, second.url);
        const answers = await Promise.all([
          signIn(uid, { providerId: provider.id }),
          signIn(uid, { providerId: twin.id, password: 'another-password' }),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
        expect(await usersNamed(uid)).toHaveLength(1);
        await disableDirectory(api, twin);
      } finally {
        await second.close();
      }
    });
  });

  describe('hard names', () => {
    const hard = (rdn: string, uid: string): LdapEntry => ({
      dn: `${rdn},${PEOPLE_DN}`,
      attributes: { ...person(uid).attributes, cn: [uid, 'Jürgen', 'Smith, Bob', 'a+b', '"q"', '\\', 'x*(y)#'] },
    });

    it.each([
      ['letters of any script', 'cn=Jürgen'],
      ['a comma', `cn=${escapedForDn('Smith, Bob')}`],
      ['a plus sign', `cn=${escapedForDn('a+b')}`],
      ['quotes', `cn=${escapedForDn('"q"')}`],
      ['a backslash', `cn=${escapedForDn('\\')}`],
      ['what means something in filters', `cn=${escapedForDn('x*(y)#')}`],
      ['two values', 'cn=Jürgen+sn=Lovelace'],
    ])('lets in whose name in the directory holds %s', async (_, rdn) => {
      const uid = aName('hard');
      const entry = hard(rdn, uid);
      await slapd.add(entry);
      expect((await signIn(uid)).status).toBe(200);
      expect((await signIn(uid)).status).toBe(200);
      await slapd.remove(entry.dn);
    });

    it('lets in whose mail holds what means something in filters', async () => {
      const mail = `o'hara*x+${aName('mail')}@example.org`;
      const { uid, password } = await someone({ mail });
      expect((await signIn(mail, { password })).body.user).toMatchObject({ username: uid, email: mail });
      expect((await signIn(mail.replace('*', ''), { password })).status).toBe(401);
    });

    it('lets in whose password holds anything', async () => {
      const password = 'pä)(*\\,"+ =#€ß🔑';
      const { uid } = await someone({ password });
      expect((await signIn(uid, { password })).status).toBe(200);
    });

    it('refuses whose uid is no username, and says so', async () => {
      const uid = `bob(${aName('x')})`;
      const { mail, password } = await someone({ mail: `${aName('mail')}@example.org` }, uid);
      expect((await signIn(mail, { password })).status).toBe(401);
      expect(await reasonFor(mail)).toBe('invalid-username');
    });
  });

  describe('what must find nothing', () => {
    it.each([
      '*',
      'a*',
      '*)(uid=*))(|(uid=*',
      'bob)(&',
      'bob)(objectClass=*',
      '\\2a',
      '\\00',
      '*)(&(objectClass=*',
      '#bob',
      'bob\\',
      ' bob',
      'bob ',
      '  bob',
      `uid=bob,${PEOPLE_DN}`,
    ])('LDP-02 finds nobody and signs nobody in as %s', async (name) => {
      await slapd.add(person('bob')).catch(() => undefined);
      const before = slapd.log.length;
      expect((await signIn(name, { password: 'password-of-bob' })).status).toBe(401);
      expect(await reasonFor(name)).toBe('not-in-directory');
      expect(slapd.log.slice(before)).not.toMatch(/BIND dn="uid=/);
    });

    it('LDP-02 takes no NUL for a name', async () => {
      expect((await signIn('bob\0', { password: 'x' })).status).toBe(400);
    });

    it.each(['', ' ', '\t', '\u2003'])('LDP-01 refuses the password %j before any bind', async (password) => {
      const { uid } = await someone();
      await signIn(uid);
      const before = slapd.log.length;
      const { status } = await signIn(uid, { password });
      expect([400, 401]).toContain(status);
      expect(slapd.log.slice(before)).not.toContain(`BIND dn="uid=${uid}`);
      const [user] = await usersNamed(uid);
      const [row] = await api.database.sql('SELECT failed_sign_ins FROM app_user WHERE id = $1', [user?.id]);
      expect(row).toEqual({ failed_sign_ins: 0 });
    });

    it.each([null, undefined, '\0'])('LDP-01 answers the password %j with 400', async (password) => {
      const { uid } = await someone();
      const body = { domain: domain.name, username: uid, ...(password === undefined ? {} : { password }) };
      expect((await api.anybody.post('/auth/sign-in', body)).status).toBe(400);
    });

    it('LDP-03 refuses when there are two, and says so', async () => {
      const { uid } = await someone();
      await slapd.add({ ...person(uid), dn: `cn=${uid},${PEOPLE_DN}` });
      expect((await signIn(uid)).status).toBe(401);
      expect(await reasonFor(uid)).toBe('ambiguous-entry');
    });

    it('LDP-03 refuses when there is none', async () => {
      const uid = aName('nobody');
      expect((await signIn(uid)).status).toBe(401);
      expect(await reasonFor(uid)).toBe('not-in-directory');
    });
  });

  describe('accounts that are there already', () => {
    it('LDP-06 never leads to a local account by its name', async () => {
      const local = await api.given.user(domain, { withPassword: true, username: aName('Local') });
      const { mail, password } = await someone({}, local.username.toLowerCase());
      for (const name of [local.username, local.username.toLowerCase(), mail]) {
        expect((await signIn(name, { password })).status).toBe(401);
        expect((await signIn(name, { password, providerId: provider.id })).status).toBe(401);
      }
      expect(await reasonFor(mail)).toBe('username-taken');
      expect(await reasonFor(local.username)).toBe('other-login-method');
      expect((await signIn(local.username, { password: PASSWORD })).status).toBe(200);
      expect(slapd.log).not.toContain(PASSWORD);
    });

    it('LDP-06 asks no directory about somebody who chose their local account', async () => {
      const providerId = 'local';
      const local = await api.given.user(domain, { withPassword: true, username: aName('Local') });
      const { uid, password } = await someone();
      expect((await signIn(uid, { password })).status).toBe(200);
      const unknown = aName('nobody');
      expect((await signIn(local.username, { password: PASSWORD, providerId })).status).toBe(200);
      for (const name of [uid, unknown]) expect((await signIn(name, { password, providerId })).status).toBe(401);
      expect(await reasonFor(uid)).toBe('other-login-method');
      expect(await reasonFor(unknown)).toBe('unknown-user');
    });

    it('LDP-06 never leads to a local account by its mail', async () => {
      const email = `${aName('shared')}@example.org`;
      await api.given.user(domain, { withPassword: true, email });
      const { uid } = await someone({ mail: email });
      expect((await signIn(uid)).status).toBe(401);
      expect(await reasonFor(uid)).toBe('email-taken');
    });

    it('follows an entry that is renamed and moved', async () => {
      const { uid, entry, password } = await someone();
      const id = (await signIn(uid)).body.user.id;
      const renamed = aName('new');
      await slapd.modify(entry.dn, { mail: `${renamed}@example.org`, sn: 'King' });
      const there = `ou=there-${renamed},${PEOPLE_DN}`;
      await slapd.add({ dn: there, attributes: { objectClass: 'organizationalUnit', ou: `there-${renamed}` } });
      await slapd.rename(entry.dn, `uid=${renamed},${there}`);
      const { body } = await signIn(renamed, { password });
      expect(body.user).toMatchObject({ id, username: uid, lastName: 'King', email: `${renamed}@example.org` });
      expect((await signIn(uid, { password })).status).toBe(401);
    });

    it('asks whoever was renamed for their password by where they are', async () => {
      const { uid, entry, password } = await someone();
      await signIn(uid);
      const renamed = aName('new');
      await slapd.rename(entry.dn, `uid=${renamed},${PEOPLE_DN}`);
      const { accessToken = '' } = (await signIn(renamed, { password })).body;
      const me = new Client(api.url, { authorization: `Bearer ${accessToken}` });
      const asked = (typed: string) => me.post<ProblemBody>('/me/recovery-codes', { password: typed });
      expect((await asked('not-the-password')).body.code).not.toBe('two-factor-not-enrolled');
      expect((await asked(password)).body.code).toBe('two-factor-not-enrolled');
    });

    it('writes what changed as a version, and nothing where nothing did', async () => {
      const { uid, entry } = await someone();
      const { id } = (await signIn(uid)).body.user;
      const versions = async () =>
        (await (await boss()).get<Page<UserVersion>>(`/users/${id}/versions`)).body.items.length;
      await signIn(uid);
      expect(await versions()).toBe(1);
      await slapd.modify(entry.dn, { givenName: 'Grace' });
      expect((await signIn(uid)).body.user).toMatchObject({ firstName: 'Grace', version: 2 });
      expect(await versions()).toBe(2);
      const [updated] = await events(uid, 'user.updated');
      expect(updated?.detail).toBe(`sign-in from ${provider.name}`);
    });

    it('takes a new entry of the same name for somebody else', async () => {
      const { uid, entry } = await someone();
      await signIn(uid);
      await slapd.remove(entry.dn);
      await slapd.add(entry);
      expect((await signIn(uid)).status).toBe(401);
      expect(await reasonFor(uid)).toBe('not-in-directory');
    });

    it('LDP-09 keeps out whom the directory disabled, and whom it no longer has', async () => {
      const { uid, entry } = await someone();
      await signIn(uid);
      await slapd.modify(entry.dn, { userAccountControl: '514' });
      expect((await signIn(uid)).status).toBe(401);
      expect(await reasonFor(uid)).toBe('disabled-in-directory');
      await slapd.modify(entry.dn, { userAccountControl: '512' });
      expect((await signIn(uid)).status).toBe(200);
      await slapd.modify(entry.dn, { objectClass: ['organizationalRole', 'extensibleObject'] }).catch(() => undefined);
      await slapd.remove(entry.dn);
      expect((await signIn(uid)).status).toBe(401);
      expect(await reasonFor(uid)).toBe('not-in-directory');
    });

    it('keeps out whom a sync or an administrator disabled', async () => {
      const { uid } = await someone();
      const { id } = (await signIn(uid)).body.user;
      expect((await (await boss()).post(`/users/${id}/disable`)).status).toBe(200);
      expect((await signIn(uid)).status).toBe(401);
      expect(await reasonFor(uid)).toBe('disabled');
    });
  });

  describe('several directories', () => {
    let second: Slapd;
    let other: GivenDomain;
    let providers: readonly GivenDirectory[];
    beforeAll(async () => {
      second = await Slapd.start();
      other = await api.given.domain();
      providers = [
        await givenDirectory(api, other, slapd.url, { name: 'A first' }),
        await givenDirectory(api, other, second.url, { name: 'B second' }),
      ];
    });
    afterAll(() => second.close());
    const there = (username: string, more: Wishes = {}) => signIn(username, { domain: other.name, ...more });

    it('are tried in order', async () => {
      const uid = aName('ann');
      await second.add(person(uid));
      expect((await there(uid)).body.user.source).toBe(second.url);
      expect((await there(uid)).status).toBe(200);
    });

    it('are tried on when one of them refuses', async () => {
      const { uid } = await someone();
      await second.add(person(uid, { password: 'second-password' }));
      expect((await there(uid, { password: 'second-password' })).body.user.source).toBe(second.url);
    });

    it('can be chosen from', async () => {
      const { uid } = await someone();
      const [first, next] = providers;
      expect((await there(uid, { providerId: next?.id ?? '' })).status).toBe(401);
      expect((await there(uid, { providerId: first?.id ?? '' })).status).toBe(200);
      expect((await there(uid, { providerId: next?.id ?? '' })).status).toBe(401);
    });

    it('are refused as a wrong password is when they are none of the Domain', async () => {
      const { uid } = await someone();
      const foreign = await there(uid, { providerId: provider.id });
      const unknown = await there(uid, { providerId: '00000000-0000-4000-8000-000000000000' });
      const wrong = await there(uid, { password: 'wrong-password' });
      const withoutIds = (text: string) => text.replace(/"requestId":"[^"]*"/, '');
      for (const answer of [foreign, unknown]) {
        expect(answer.status).toBe(401);
        expect(withoutIds(answer.text)).toBe(withoutIds(wrong.text));
      }
    });

    it('are offered by name, and those of an unknown Domain are none', async () => {
      const { body } = await api.anybody.get<SignInMethods>(`/auth/methods?domain=${other.name}`);
      expect(body.ldap).toEqual(providers.map(({ id, name }) => ({ id, name })));
      const unknown = await api.anybody.get<SignInMethods>('/auth/methods?domain=nowhere');
      const plain = await api.given.domain();
      const without = await api.anybody.get<SignInMethods>(`/auth/methods?domain=${plain.name}`);
      expect(unknown.body).toEqual(without.body);
    });
  });

  describe('what is switched off', () => {
    it('is a disabled provider: nobody signs in through it, and nobody is counted', async () => {
      const mine = await api.given.domain();
      const directory = await givenDirectory(api, mine, slapd.url);
      const { uid } = await someone();
      expect((await signIn(uid, { domain: mine.name })).status).toBe(200);
      await disableDirectory(api, directory);
      expect((await signIn(uid, { domain: mine.name })).status).toBe(401);
      expect(await reasonFor(uid)).toBe('provider-disabled');
      expect((await api.anybody.get<SignInMethods>(`/auth/methods?domain=${mine.name}`)).body.ldap).toEqual([]);
    });

    it('LOG-06 is a disabled Domain: its directory is not asked', async () => {
      const mine = await api.given.domain();
      await givenDirectory(api, mine, slapd.url);
      const { uid } = await someone();
      const system = api.as(await api.given.session(api.given.sysAdmin));
      expect((await system.post(`/domains/${mine.id}/disable`)).status).toBe(200);
      const before = slapd.log.length;
      expect((await signIn(uid, { domain: mine.name })).status).toBe(401);
      expect(slapd.log.length).toBe(before);
      expect((await api.anybody.get<SignInMethods>(`/auth/methods?domain=${mine.name}`)).body.ldap).toEqual([]);
    });
  });
});
