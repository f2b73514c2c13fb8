import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LDAP_DEFAULTS, LDAP_PRESETS, type LdapConfig } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import {
  BIND,
  entry,
  EXTENDED,
  openLdapPeer,
  result,
  SEARCH,
  type Asked,
  type LdapPeer,
} from '../../../testing/ldap-peer.js';
import { newId } from '../../platform/ids.js';
import { Secret } from '../../platform/secret.js';
import { Directories } from './directories.js';
import type { LdapProvider } from './ldap-provider.js';

const IN_TIME_MS = 6_000;
const person = (asked: Asked, uid: string) =>
  entry(asked, `uid=${uid},dc=example,dc=org`, {
    uid: [uid],
    entryUUID: [newId()],
    sn: ['Lovelace'],
    givenName: ['Ada'],
  });

describe('a directory that misbehaves', () => {
  let api: TestApi;
  let directories: Directories;
  let peer: LdapPeer | null = null;
  beforeAll(async () => {
    api = await startApi();
    directories = api.get(Directories);
  });
  afterAll(() => api.close());
  afterEach(async () => {
    await peer?.close();
    peer = null;
  });

  const provider = (url: string, wishes: Partial<LdapConfig> = {}): LdapProvider => ({
    id: newId(),
    domainId: api.given.primary.id,
    name: 'directory',
    version: 1,
    bindPassword: new Secret('reader-canary'),
    config: {
      ...LDAP_DEFAULTS,
      ...LDAP_PRESETS.openldap,
      url,
      bindDn: 'cn=reader,dc=example,dc=org',
      baseDn: 'dc=example,dc=org',
      timeZone: 'UTC',
      ...wishes,
    },
  });
  const from = async (answer: Parameters<typeof openLdapPeer>[0]) => {
    peer = await openLdapPeer(answer);
    return peer;
  };
  const signIn = (at: LdapProvider) => directories.authenticate(at, 'ann', 'password-of-ann');
  const everybody = async (at: LdapProvider) => {
    const names: (string | null)[] = [];
    for await (const page of directories.entries(at, new AbortController().signal)) {
      names.push(...page.map(({ username }) => username));
    }
    return names;
  };

  it.each([
    ['accepts and never answers', (): Buffer[] => []],
    ['hangs up at once', (_: Asked, socket: { destroy: () => unknown }): Buffer[] => (socket.destroy(), [])],
    ['sends what is no LDAP', (): Buffer[] => [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]],
    ['answers what was not asked', ({ tag }: Asked): Buffer[] => [result({ id: 4_711, tag, count: 0 })]],
    ['is busy', (asked: Asked): Buffer[] => [result(asked, 51)]],
  ])('LDP-05 that %s is unavailable, in time', async (_, answer) => {
    const { url } = await from(answer);
    const begin = performance.now();
    await expect(signIn(provider(url))).resolves.toMatchObject({ kind: 'unavailable' });
    expect(performance.now() - begin).toBeLessThan(IN_TIME_MS);
  });

  it('LDP-05 that sends one byte a second is unavailable, in time', async () => {
    const { url } = await from((asked, socket) => {
      const bytes = [...result(asked)];
      const timer = setInterval(() => socket.write(Buffer.from([bytes.shift() ?? 0])), 1_000);
      socket.on('close', () => clearInterval(timer));
      return [];
    });
    const begin = performance.now();
    await expect(signIn(provider(url))).resolves.toMatchObject({ kind: 'unavailable' });
    expect(performance.now() - begin).toBeLessThan(IN_TIME_MS);
  });

  it('LDP-05 whose answers are dropped on the way is given up after two seconds', async () => {
    // TEST-NET-3: packets go nowhere, or the network says so at once.
    const begin = performance.now();
    await expect(signIn(provider('ldap://203.0.113.1'))).resolves.toMatchObject({ kind: 'unavailable' });
    expect(performance.now() - begin).toBeLessThan(IN_TIME_MS);
  });

  it('LDP-05 is asked no more after three failures, and told of once', async () => {
    const { url, asked } = await from((_, socket) => (socket.destroy(), []));
    const at = provider(url);
    for (let failure = 0; failure < 3; failure += 1) await signIn(at);
    expect(directories.outOfReachUntil(at.id)?.getTime()).toBeGreaterThan(Date.now() + 20_000);
    const begin = performance.now();
    for (let more = 0; more < 50; more += 1) {
      await expect(signIn(at)).resolves.toMatchObject({ detail: expect.stringContaining('asked again in') });
    }
    expect(performance.now() - begin).toBeLessThan(500);
    expect(asked).toHaveLength(3);
    await expect(everybody(at)).rejects.toMatchObject({ because: 'directory-unavailable' });
    const told = `SELECT outcome, detail FROM audit_event WHERE type = 'provider.out-of-reach' AND subject_id = $1`;
    const events = await until(() => api.database.sql(told, [at.id]));
    expect(events).toEqual([{ outcome: 'failed', detail: expect.stringContaining('127.0.0.1') }]);
    directories.isInReach(at.id);
    expect(directories.outOfReachUntil(at.id)).toBeNull();
  });

  it('LDP-04 sends no bind when StartTLS is refused', async () => {
    const { url, asked } = await from((question) => [result(question, question.tag === EXTENDED ? 2 : 0)]);
    await expect(signIn(provider(url, { startTls: true }))).resolves.toMatchObject({ kind: 'unavailable' });
    expect(asked.map(({ tag }) => tag)).toEqual([EXTENDED]);
  });

  it('LDP-08 does not go where a bind is sent to', async () => {
    const evil = await openLdapPeer(() => []);
    const { url } = await from((asked) => {
      if (asked.tag === SEARCH) return [person(asked, 'ann'), result(asked)];
      return [result(asked, asked.count === 0 ? 0 : 10, { message: evil.url })];
    });
    await expect(signIn(provider(url))).resolves.toMatchObject({ kind: 'unavailable' });
    expect(evil.asked).toEqual([]);
    await evil.close();
  });

  it('counts a refused bind of a person as no failure of the directory', async () => {
    const { url } = await from((asked) => {
      if (asked.tag === SEARCH) return [person(asked, 'ann'), result(asked)];
      return [result(asked, asked.tag === BIND && asked.count % 2 === 1 ? 49 : 0)];
    });
    const at = provider(url);
    for (let guess = 0; guess < 5; guess += 1) await signIn(at);
    expect(directories.outOfReachUntil(at.id)).toBeNull();
  });

  it.each([
    ['data 533, v1db1', 'account-disabled'],
    ['data 775, v1db1', 'account-disabled'],
    ['data 52e, v1db1', 'wrong-password'],
  ])('LDP-09 reads of Active Directory: %s is %s', async (message, because) => {
    const { url } = await from((asked) => {
      if (asked.tag === SEARCH) return [person(asked, 'ann'), result(asked)];
      return [result(asked, asked.count === 0 ? 0 : 49, { message: `80090308: LdapErr, ${message}` })];
    });
    await expect(signIn(provider(url))).resolves.toEqual({ kind: 'refused', because });
  });

  it('goes on after a page without entries as long as a cookie comes with it', async () => {
    const { url } = await from((asked) => {
      if (asked.tag !== SEARCH) return [result(asked)];
      if (asked.count === 1) return [result(asked, 0, { cookie: 'second' })];
      return [person(asked, `user${asked.count}`), result(asked, 0, { cookie: asked.count === 0 ? 'first' : '' })];
    });
    await expect(everybody(provider(url))).resolves.toEqual(['user0', 'user2']);
  });

  it.each([3, 4, 11, 51, 52, 1])('takes an answer that ends with the code %s for no whole one', async (status) => {
    const { url } = await from((asked) => {
      if (asked.tag !== SEARCH) return [result(asked)];
      const more = asked.count === 0;
      return [person(asked, `user${asked.count}`), more ? result(asked, 0, { cookie: 'more' }) : result(asked, status)];
    });
    await expect(everybody(provider(url))).rejects.toMatchObject({
      because: 'incomplete-answer',
      detail: expect.stringContaining(`code ${status}`),
    });
  });

  it('takes pages that repeat for no whole answer', async () => {
    const { url } = await from((asked) =>
      asked.tag === SEARCH ? [person(asked, 'same'), result(asked, 0, { cookie: 'again' })] : [result(asked)],
    );
    await expect(everybody(provider(url))).rejects.toMatchObject({ because: 'incomplete-answer' });
  });

  it('reads the id of Active Directory in its byte order', async () => {
    const bytes = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
    const { url } = await from((asked) =>
      asked.tag === SEARCH
        ? [entry(asked, 'cn=ann', { objectGUID: [bytes], uid: ['ann'] }), result(asked)]
        : [result(asked)],
    );
    const attributes = { ...LDAP_PRESETS.openldap.attributes, uniqueId: 'objectGUID' };
    const pages = directories.entries(provider(url, { attributes }), new AbortController().signal);
    const { value } = await pages.next();
    expect(value?.[0]?.subject).toBe('00112233-4455-6677-8899-aabbccddeeff');
  });
});

async function until<Row>(read: () => Promise<Row[]>): Promise<Row[]> {
  for (let tries = 0; tries < 100; tries += 1) {
    const rows = await read();
    if (rows.length > 0) return rows;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return [];
}
