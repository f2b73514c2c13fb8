import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody, SignedIn, SignInCheck, SignInMethods, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { enrol } from '../../../testing/authenticator.js';
import { givenDirectory } from '../../../testing/given-directory.js';
import { aName, PASSWORD, type GivenDomain, type GivenUser } from '../../../testing/given.js';
import { person } from '../../../testing/slapd-entries.js';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from '../../../testing/slapd.js';
import { Directories } from '../../providers/ldap/directories.js';

/** What the specification allows a sign-in to take while the directory does not answer. */
const MOST_MS = 6_000;
const AT_ONCE_MS = 1_000;
const impatient = { connectTimeoutMs: 500, timeoutMs: 1_500 };

let api: TestApi;
const withSlapd = hasSlapd ? describe : describe.skip;

beforeAll(async () => {
  api = await startApi({ settings: { lockout: { addressSlowAfter: 100_000, addressRefuseAfter: 1_000_000 } } });
});
afterAll(() => api.close());

const signIn = (domain: GivenDomain, username: string, password: string) =>
  api.anybody.post<SignInResult & ProblemBody>('/auth/sign-in', {
    domain: domain.name,
    username,
    password,
    delivery: 'bearer',
  });
const timed = async <T>(work: () => Promise<T>) => {
  const start = performance.now();
  return { answer: await work(), ms: performance.now() - start };
};
const failuresOf = async ({ id }: Pick<GivenUser, 'id'>) => {
  const [row] = await api.database.sql<{ failures: number }>(
    'SELECT failed_sign_ins AS failures FROM app_user WHERE id = $1',
    [id],
  );
  return row?.failures;
};

/** A server that does with every connection what it is told to. */
async function peer(onConnection: (socket: Socket) => void): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `ldap://127.0.0.1:${port}`, close };
}

describe('a directory that does not answer', () => {
  it.each([
    { name: 'accepts and says nothing', limits: {}, act: () => undefined },
    { name: 'resets the connection', limits: {}, act: (socket: Socket) => socket.resetAndDestroy() },
    {
      name: 'sends a byte now and then',
      limits: impatient,
      act: (socket: Socket) => {
        const timer = setInterval(() => socket.write('0'), 200);
        socket.on('close', () => clearInterval(timer));
      },
    },
  ])(
    'LDP-05 is a 503 in time when it $name, and then at once',
    async ({ act, limits }) => {
      const { url, close } = await peer(act);
      try {
        const domain = await api.given.domain();
        await givenDirectory(api, domain, url, limits);
        const local = await api.given.user(domain, { withPassword: true });
        const first = await timed(() => signIn(domain, 'ann', 'some-password'));
        expect(first.answer).toMatchObject({ status: 503, body: { code: 'provider-unavailable' } });
        expect(Number(first.answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(first.ms).toBeLessThan(MOST_MS);
        await Promise.all([signIn(domain, 'bob', 'some-password'), signIn(domain, 'cy', 'some-password')]);

        const then = await timed(() => signIn(domain, 'ann', 'some-password'));
        expect(then.answer.status).toBe(503);
        expect(then.ms).toBeLessThan(AT_ONCE_MS);
        const mine = await timed(() => signIn(domain, local.username, PASSWORD));
        expect(mine.answer.status).toBe(200);
        expect(mine.ms).toBeLessThan(AT_ONCE_MS);
        expect((await signIn(domain, local.username, 'wrong-password')).status).toBe(401);
        expect(await failuresOf(local)).toBe(1);
        const methods = await timed(() => api.anybody.get<SignInMethods>(`/auth/methods?domain=${domain.name}`));
        expect(methods.answer.body.ldap).toHaveLength(1);
        expect(methods.ms).toBeLessThan(AT_ONCE_MS);
      } finally {
        close();
      }
    },
    30_000,
  );

  it('LDP-05 is a 503 also where nothing listens, and is audited without a line for fail2ban', async () => {
    const { url, close } = await peer(() => undefined);
    close();
    const domain = await api.given.domain();
    await givenDirectory(api, domain, url);
    const uid = aName('ann');
    const lines = api.log.length;
    expect((await signIn(domain, uid, 'some-password')).status).toBe(503);
    const events = await api.database.sql<{ outcome: string; detail: string }>(
      `SELECT outcome, detail FROM audit_event WHERE type = 'sign-in.refused' AND subject_name = $1`,
      [uid],
    );
    expect(events).toEqual([{ outcome: 'failed', detail: expect.stringMatching(/^provider-unavailable: /) }]);
    expect(api.log.slice(lines).join('\n')).not.toContain(`user="${uid}"`);
  });
});

withSlapd(`a directory that stops answering${WITHOUT_SLAPD}`, () => {
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await Slapd.start();
  });
  afterAll(() => slapd.close());

  it('LDP-05 counts against nobody, keeps local users going, and is back when it is back', async () => {
    const domain = await api.given.domain();
    const { id: providerId } = await givenDirectory(api, domain, slapd.url, impatient);
    const uid = aName('ann');
    await slapd.add(person(uid));
    const password = `password-of-${uid}`;
    const { user, accessToken = '' } = (await signIn(domain, uid, password)).body as unknown as SignedIn;
    const me = api.as({ token: accessToken });
    await enrol(me);
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const local = await api.given.user(domain, { withPassword: true });
    const reachable = async () => {
      const { body } = await boss.get<SignInCheck>(`/users/${user.id}/sign-in-check`);
      return body.gates.find(({ gate }) => gate === 'provider-reachable');
    };
    expect(await reachable()).toMatchObject({ state: 'passed' });

    slapd.hang();
    try {
      for (const guess of [password, 'wrong-password', 'wrong-password']) {
        const { answer, ms } = await timed(() => signIn(domain, uid, guess));
        expect(answer.status).toBe(503);
        expect(ms).toBeLessThan(MOST_MS);
      }
      const { answer, ms } = await timed(() => signIn(domain, uid, password));
      expect(answer.status).toBe(503);
      expect(ms).toBeLessThan(AT_ONCE_MS);
      expect(await failuresOf(user)).toBe(0);
      const proof = await me.delete<ProblemBody>('/me/totp', { body: { password } });
      expect(proof).toMatchObject({ status: 503, body: { code: 'provider-unavailable' } });
      expect((await signIn(domain, local.username, PASSWORD)).status).toBe(200);
      expect(await reachable()).toMatchObject({ state: 'shut', because: 'out-of-reach', until: expect.any(String) });
    } finally {
      slapd.wake();
    }
    api.get(Directories).isInReach(providerId);
    expect((await signIn(domain, uid, password)).status).toBe(200);
  }, 30_000);

  it('answers 503 where one of several does not, unless another one knows the person', async () => {
    const { url, close } = await peer((socket) => socket.resetAndDestroy());
    try {
      const domain = await api.given.domain();
      await givenDirectory(api, domain, url, { name: 'A down' });
      await givenDirectory(api, domain, slapd.url, { name: 'B up' });
      const uid = aName('ann');
      await slapd.add(person(uid));
      expect((await signIn(domain, aName('nobody'), 'some-password')).status).toBe(503);
      expect((await signIn(domain, uid, 'wrong-password')).status).toBe(401);
      expect((await signIn(domain, uid, `password-of-${uid}`)).status).toBe(200);
    } finally {
      close();
    }
  });
});
