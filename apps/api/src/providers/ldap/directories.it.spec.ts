import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LDAP_DEFAULTS, LDAP_PRESETS, type LdapConfig } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from '../../../testing/slapd.js';
import {
  BASE_DN,
  escapedForDn,
  group,
  GROUPS_DN,
  PEOPLE_DN,
  person,
  READER_DN,
  READER_PASSWORD,
} from '../../../testing/slapd-entries.js';
import { newId } from '../../platform/ids.js';
import { Secret } from '../../platform/secret.js';
import { Directories } from './directories.js';
import type { DirectoryEntry } from './directory-entry.js';
import type { LdapProvider } from './ldap-provider.js';

const onSlapd = hasSlapd ? describe : describe.skip;

const OTHERS_DN = `ou=others,${BASE_DN}`;
const HARD_UIDS = ['o"neil', 'a,b', 'c+d', 'e\\f', '#first', 'käthe', 'semi;colon', 'less<more>', 'paren(s)', 'st*r'];
const ppolicy = ['overlay ppolicy', `ppolicy_default "cn=policy,${BASE_DN}"`].join('\n');
const policy = {
  dn: `cn=policy,${BASE_DN}`,
  attributes: {
    objectClass: ['device', 'pwdPolicy'],
    cn: 'policy',
    pwdAttribute: 'userPassword',
    pwdMustChange: 'TRUE',
  },
};
const others = { dn: OTHERS_DN, attributes: { objectClass: 'organizationalUnit', ou: 'others' } };
const twin = (uid: string) => ({ ...person(uid), dn: `uid=${uid},${OTHERS_DN}` });

onSlapd(`a real directory${WITHOUT_SLAPD}`, () => {
  let slapd: Slapd;
  let api: TestApi;
  let directories: Directories;

  beforeAll(async () => {
    const ann = person('ann');
    slapd = await Slapd.start({
      databaseSettings: ppolicy,
      entries: [
        policy,
        others,
        ann,
        person('bob'),
        person('doubled'),
        twin('doubled'),
        ...HARD_UIDS.map((uid) => person(uid)),
        person('off', { userAccountControl: '514' }),
        person('expired', { accountExpires: '132223104000000000' }),
        person('future', { accountExpires: '9223372036854775807', userAccountControl: '512' }),
        person('locked389', { nsAccountLock: 'TRUE' }),
        person('novell', { loginDisabled: 'TRUE' }),
        person('must-change', { pwdReset: 'TRUE' }),
        person('locked-for-good', { pwdAccountLockedTime: '000001010000Z' }),
        ...Array.from({ length: 1_200 }, (_, index) => person(`many${index}`)),
        {
          dn: `ou=elsewhere,${PEOPLE_DN}`,
          attributes: {
            objectClass: ['referral', 'extensibleObject'],
            ou: 'elsewhere',
            ref: 'ldap://127.0.0.1:9/ou=x',
          },
        },
      ],
    });
    await slapd.add(
      group('staff', [ann.dn]),
      group(
        'hard',
        HARD_UIDS.map((uid) => person(uid).dn),
      ),
    );
    api = await startApi();
    directories = api.get(Directories);
  });
  afterAll(async () => {
    await api?.close();
    await slapd?.close();
  });

  const provider = (wishes: Partial<LdapConfig> = {}, password: string | null = READER_PASSWORD): LdapProvider => ({
    id: newId(),
    domainId: api.given.primary.id,
    name: 'directory',
    version: 1,
    bindPassword: password === null ? null : new Secret(password),
    config: {
      ...LDAP_DEFAULTS,
      ...LDAP_PRESETS.openldap,
      url: slapd.url,
      startTls: true,
      caCertificate: slapd.caCertificate,
      bindDn: READER_DN,
      baseDn: BASE_DN,
      timeZone: 'UTC',
      ...wishes,
    },
  });
  const signIn = (username: string, password = `password-of-${username}`, wishes: Partial<LdapConfig> = {}) =>
    directories.authenticate(provider(wishes), username, password);
  const everybody = async (wishes: Partial<LdapConfig> = {}) => {
    const found: DirectoryEntry[] = [];
    for await (const page of directories.entries(provider(wishes), new AbortController().signal)) found.push(...page);
    return found;
  };
  /** What the directory logged meanwhile. */
  const logged = async (work: () => Promise<unknown>) => {
    const before = slapd.log.length;
    await work();
    return slapd.log.slice(before);
  };

  it('lets in who has the password, by StartTLS, ldaps and in clear', async () => {
    const entry = { username: 'ann', firstName: 'Ada', groups: [`cn=staff,${GROUPS_DN}`], disabled: false };
    await expect(signIn('ann')).resolves.toMatchObject({ kind: 'proven', entry });
    await expect(signIn('ANN', 'password-of-ann', { url: slapd.secureUrl, startTls: false })).resolves.toMatchObject({
      kind: 'proven',
    });
    await expect(signIn('ann', undefined, { startTls: false })).resolves.toMatchObject({ kind: 'proven' });
    await expect(signIn('ann', 'wrong')).resolves.toEqual({ kind: 'refused', because: 'wrong-password' });
    await expect(signIn('nobody')).resolves.toEqual({ kind: 'refused', because: 'no-entry' });
  });

  it('asks for the password only of who is admitted', async () => {
    const log = await logged(async () => {
      const proof = await directories.authenticate(provider(), 'ann', 'password-of-ann', () => Promise.resolve(false));
      expect(proof).toEqual({ kind: 'refused', because: 'not-admitted' });
    });
    expect(log).not.toContain('BIND dn="uid=ann');
  });

  it.each([[''], [' '], ['\u0000'], ['\u0000\u0000'], ['\u0000password-of-ann'], ['password-of-ann\u0000']])(
    'LDP-01 refuses the password %j before any bind',
    async (password) => {
      const log = await logged(async () => expect(await signIn('ann', password)).toMatchObject({ kind: 'refused' }));
      expect(log).not.toContain('BIND');
    },
  );

  it.each([
    ['*'],
    ['a*'],
    ['*)(uid=*'],
    ['*)(uid=*))(|(uid=*'],
    ['bob)(&'],
    ['\\2a'],
    ['\\00'],
    ['an\u0000n'],
    ['#bob'],
    ['bob\\'],
  ])('LDP-02 finds nobody by %j, and does not ask', async (username) => {
    const log = await logged(async () =>
      expect(await signIn(username, 'password-of-bob')).toEqual({ kind: 'refused', because: 'no-entry' }),
    );
    expect(log).not.toMatch(/SRCH|BIND/);
  });

  it('LDP-02 finds nobody by a name that is part of a DN', async () => {
    await expect(signIn('bob,ou=people', 'password-of-bob')).resolves.toMatchObject({ because: 'no-entry' });
    await expect(signIn('uid=bob', 'password-of-bob')).resolves.toMatchObject({ because: 'no-entry' });
  });

  it('LDP-03 refuses two entries of one name, and none', async () => {
    await expect(signIn('doubled')).resolves.toEqual({ kind: 'refused', because: 'ambiguous' });
    const wide = { userFilter: '(|(uid={username})(sn=Lovelace))' };
    await expect(signIn('ann', undefined, wide)).resolves.toEqual({ kind: 'refused', because: 'ambiguous' });
    await expect(signIn('doubled', undefined, { baseDn: PEOPLE_DN })).resolves.toMatchObject({ kind: 'proven' });
  });

  it('LDP-04 sends no name and no password where the certificate is not trusted', async () => {
    for (const wishes of [{ caCertificate: null }, { caCertificate: null, url: slapd.secureUrl, startTls: false }]) {
      const log = await logged(async () =>
        expect(await signIn('ann', undefined, wishes)).toMatchObject({
          kind: 'unavailable',
          detail: expect.stringContaining('TLS'),
        }),
      );
      expect(log).not.toContain('BIND');
    }
    const otherName = await signIn('ann', undefined, { url: slapd.url.replace('localhost', '127.0.0.2') });
    expect(otherName).toMatchObject({ kind: 'unavailable' });
  });

  it('LDP-08 follows no reference to another server', async () => {
    await expect(everybody()).resolves.toHaveLength(1_200 + HARD_UIDS.length + 11);
    const beneath = { baseDn: `ou=elsewhere,${PEOPLE_DN}` };
    await expect(signIn('ann', undefined, beneath)).resolves.toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining('never followed'),
    });
  });

  it.each(['off', 'expired', 'locked389', 'novell', 'must-change', 'locked-for-good'])(
    'LDP-09 refuses %s with the right password',
    async (username) => {
      await expect(signIn(username)).resolves.toEqual({ kind: 'refused', because: 'account-disabled' });
    },
  );

  it('LDP-09 lets in whose account expires never, and tells a sync who is off', async () => {
    await expect(signIn('future')).resolves.toMatchObject({ kind: 'proven' });
    const off = (await everybody()).filter(({ disabled }) => disabled).map(({ username }) => username);
    expect(off.sort()).toEqual(['expired', 'locked-for-good', 'locked389', 'novell', 'off']);
  });

  it('reads everybody page by page, past the limit of the server, with hard names', async () => {
    const found = await everybody({ pageSize: 100 });
    const byName = new Map(found.map((entry) => [entry.username, entry]));
    for (const uid of HARD_UIDS) {
      const entry = byName.get(uid);
      expect(entry?.dn.toLowerCase()).toContain('uid=');
      expect(entry?.subject).toMatch(/^[0-9a-f-]{36}$/);
      expect(entry?.groups).toEqual([`cn=hard,${GROUPS_DN}`]);
    }
    expect(byName.has('many1199')).toBe(true);
    expect(escapedForDn('a,b')).toBe('a\\,b');
  });

  it('finds groups by searching them, once for all and for one alike', async () => {
    const groupSearch = { baseDn: GROUPS_DN, filter: '(&(objectClass=groupOfNames)(member={dn}))' };
    const wishes = {
      groupSearch,
      groupRoles: [{ group: `cn=staff,${GROUPS_DN}`, roleId: newId() }],
      attributes: { ...LDAP_PRESETS.openldap.attributes, groups: null },
    };
    const byName = new Map((await everybody(wishes)).map(({ username, groups }) => [username, groups]));
    expect(byName.get('ann')).toEqual([`cn=staff,${GROUPS_DN}`]);
    for (const uid of HARD_UIDS) expect(byName.get(uid)).toEqual([`cn=hard,${GROUPS_DN}`]);
    expect(byName.get('bob')).toEqual([]);
    await expect(signIn('ann', undefined, wishes)).resolves.toMatchObject({
      entry: { groups: [`cn=staff,${GROUPS_DN}`] },
    });
  });

  it('says that an answer is not whole: a limit that is reached, an entry without its id', async () => {
    await expect(
      everybody({ attributes: { ...LDAP_PRESETS.openldap.attributes, uniqueId: 'employeeNumber' } }),
    ).rejects.toMatchObject({
      because: 'incomplete-answer',
      detail: expect.stringContaining('employeeNumber'),
    });
    await expect(everybody({ baseDn: 'ou=nowhere,dc=example,dc=org' })).rejects.toMatchObject({
      because: 'directory-refused',
    });
    await expect(everybody({ url: 'ldap://127.0.0.1:9' })).rejects.toMatchObject({ because: 'directory-unavailable' });
  });

  it('says that an answer is not whole when the connection is cut or hangs in the middle', async () => {
    for (const [cut, mend] of [
      [() => slapd.stop('SIGKILL'), () => slapd.start()],
      [() => Promise.resolve(slapd.hang()), () => Promise.resolve(slapd.wake())],
    ] as const) {
      const reading = async () => {
        const pages = directories.entries(provider({ pageSize: 50, timeoutMs: 500 }), new AbortController().signal);
        for await (const _ of pages) await cut();
      };
      await expect(reading()).rejects.toMatchObject({ because: 'incomplete-answer' });
      await mend();
    }
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const reading = async () => {
      for await (const _ of directories.entries(provider({ pageSize: 50 }), stop.signal))
        stop.abort(new Error('enough'));
    };
    await expect(reading()).rejects.toThrow('enough');
  });
});
