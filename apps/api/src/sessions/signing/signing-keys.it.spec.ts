import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { GivenDomain, GivenSession } from '../../../testing/given.js';
import { serverUrl } from '../../../testing/prepared-database.js';
import { KeyRing } from '../../platform/crypto/key-ring.js';
import { AccessBus } from '../../platform/database/access-bus.js';
import { KeysRepository } from '../../platform/database/keys.repository.js';
import { openKeys } from '../../platform/database/open-keys.js';
import { SigningKeyRotation } from '../../platform/database/signing-key-rotation.js';
import { SigningKeyWatch } from '../../platform/database/signing-key-watch.js';

import { SystemUnitOfWork } from '../../platform/database/unit-of-work.js';
import { DomainsService } from '../../domains/domains.service.js';
import { SessionsRepository } from '../sessions.repository.js';
import { SigningKeyReplacement, type Replacement } from './signing-key-replacement.service.js';

let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  api = await startApi({ settings: { api: { allowConcurrentUserLogin: true } } });
  domain = await api.given.domain();
});
/** Each test comes long after the one before it: none finds that a key was asked for just now. */
const real = performance.now.bind(performance);
let ahead = 0;
beforeEach(async () => {
  ahead += 20_000;
  jest.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
  await api.database.sql(`DELETE FROM signing_key WHERE state <> 'active'`);
  await api.database.sql('UPDATE signing_key SET not_before = now()');
  await api.get(SigningKeyWatch).follow();
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => api.close());

const DEAF = { announce: () => Promise.resolve() } as unknown as AccessBus;

type Row = { readonly kid: string; readonly state: string; readonly days: number | null };
const keys = () =>
  api.database.sql<Row>(
    `SELECT kid, state, round(extract(epoch FROM retire_at - now()) / 86400)::int AS days FROM signing_key
      ORDER BY array_position(ARRAY['next', 'active', 'retired'], state), retire_at`,
  );
const states = async () => (await keys()).map(({ state }) => state);
const kidOf = ({ token }: { token: string }) =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
const session = async (at = api): Promise<GivenSession> => at.given.session(await at.given.user(domain));
const statusOf = async ({ token }: { token: string }, at = api) => (await at.as({ token }).get('/me')).status;
const replace = (how: Replacement, bus?: AccessBus) => {
  const rotation = bus
    ? new SigningKeyRotation(api.get(KeysRepository), api.get(KeyRing), bus)
    : api.get(SigningKeyRotation);
  const services = [api.get(SystemUnitOfWork), api.get(DomainsService), rotation] as const;
  return new SigningKeyReplacement(...services, api.get(SessionsRepository), bus ?? api.get(AccessBus)).run(how);
};
const carryOn = () => api.get(SystemUnitOfWork).maintain((tx) => api.get(SigningKeyRotation).carryOn(tx));

/** A token as another instance signs it, which has the keys that are in the database now. */
async function elsewhere(of: GivenSession): Promise<{ token: string }> {
  const { sessionTokens } = await openKeys(api.config, api.database.dataSource);
  const claims = JSON.parse(Buffer.from(of.token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    string
  >;
  const subject = { userId: claims['sub'] ?? '', domainId: claims['dom'] ?? '', sessionId: of.id };
  return { token: sessionTokens.sign(subject, new Date(Date.now() + 3_600_000)) };
}

describe('JWT-06 a signing key', () => {
  it('of 90 days gets a successor, which signs an hour later; tokens of before are believed for 31 days more', async () => {
    const before = await session();
    expect(await carryOn()).toBe(0);
    await api.database.sql(`UPDATE signing_key SET not_before = now() - interval '90 days'`);
    expect(await carryOn()).toBe(1);
    expect(await states()).toEqual(['next', 'active']);
    expect(kidOf(await session())).toBe(kidOf(before));
    expect(await carryOn()).toBe(0);

    await api.database.sql(`UPDATE signing_key SET not_before = now() - interval '1 second' WHERE state = 'next'`);
    const [next] = await keys();
    expect(await carryOn()).toBe(1);
    const after = await session();
    expect([kidOf(after), await states()]).toEqual([next?.kid, ['active', 'retired']]);
    expect((await keys())[1]).toMatchObject({ kid: kidOf(before), days: 31 });
    expect([await statusOf(before), await statusOf(after)]).toEqual([200, 200]);
  });

  it('is destroyed with its retirement, and what it signed is nothing from that moment on', async () => {
    const before = await session();
    await replace('at-once');
    expect(await statusOf(before)).toBe(200);
    await api.database.sql(`UPDATE signing_key SET retire_at = now() + interval '400 ms' WHERE state = 'retired'`);
    await api.get(SigningKeyWatch).follow();
    expect(await statusOf(before)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await statusOf(before)).toBe(401);
    expect(await carryOn()).toBe(1);
    expect(await states()).toEqual(['active']);
    expect(await statusOf(before)).toBe(401);
  });

  it('is replaced on the host as it was asked for, and the audit log has it', async () => {
    const before = await session();
    expect(await replace('planned')).toBe(0);
    expect(await replace('planned')).toBe(0);
    expect(await states()).toEqual(['next', 'active']);
    expect(kidOf(await session())).toBe(kidOf(before));
    expect(await replace('at-once')).toBe(0);
    expect(await states()).toEqual(['active', 'retired']);
    await api.get(SigningKeyWatch).follow();
    expect(kidOf(await session())).not.toBe(kidOf(before));

    const ended = await replace('emergency');
    expect(ended).toBeGreaterThanOrEqual(3);
    expect(await states()).toEqual(['active']);
    expect(await statusOf(before)).toBe(401);
    expect(await statusOf(await session())).toBe(200);
    const events = await api.database.sql(
      `SELECT detail, actor_id AS actor FROM audit_event WHERE type = 'system.signing-key-replaced'
          AND domain_id = $1 ORDER BY sequence DESC LIMIT 4`,
      [api.given.primary.id],
    );
    expect(events.reverse()).toEqual(
      ['planned', 'planned', 'at-once', 'emergency'].map((detail) => ({ detail, actor: null })),
    );
  });

  it('that this instance did not hear of is looked for when a token names it', async () => {
    const before = await session();
    await replace('at-once', DEAF);
    const token = await elsewhere(before);
    expect([kidOf(token) === kidOf(before), await statusOf(token), await statusOf(before)]).toEqual([false, 200, 200]);
  });

  it('that is unknown is looked for once in ten seconds, however many tokens name one', async () => {
    const read = jest.spyOn(api.get(KeysRepository), 'signingKeys');
    const { token } = await session();
    const [, claims, signature] = token.split('.');
    const forged = () => {
      const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: randomUUID() }));
      return statusOf({ token: `${header.toString('base64url')}.${claims}.${signature}` });
    };
    const together = await Promise.all(Array.from({ length: 50 }, forged));
    expect([new Set(together), read.mock.calls.length]).toEqual([new Set([401]), 1]);
    ahead += 9_000;
    expect([await forged(), read.mock.calls.length]).toEqual([401, 1]);
    ahead += 1_100;
    expect([await forged(), read.mock.calls.length]).toEqual([401, 2]);
    expect([await statusOf({ token }), read.mock.calls.length]).toEqual([200, 2]);
  });
});

const onServer = serverUrl() === null ? it.skip : it;

onServer(
  'JWT-06 loses no session while it is rotated under two instances, one of which is restarted',
  async () => {
    let other = await startApi({ beside: api });
    const sessions: GivenSession[] = [];
    const lost: string[] = [];
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        for (const one of sessions) {
          for (const at of [api, other]) {
            const status = await statusOf(one, at).catch(() => 0);
            if (status !== 200 && status !== 0) lost.push(`${status} at ${at.url}`);
          }
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    try {
      const add = async () => void sessions.push(await session(api), await session(other));
      await add();
      await replace('planned');
      await add();
      await api.database.sql(`UPDATE signing_key SET not_before = now() WHERE state = 'next'`);
      await carryOn();
      await add();
      const former = other;
      other = await startApi({ beside: api });
      await former.close();
      await add();
      await replace('at-once');
      await add();
      isOver = true;
      await watching;
      expect(new Set(sessions.map(kidOf)).size).toBe(3);
      const seen = await Promise.all(sessions.flatMap((one) => [statusOf(one), statusOf(one, other)]));
      expect([lost, new Set(seen)]).toEqual([[], new Set([200])]);

      await replace('emergency');
      await new Promise((resolve) => setTimeout(resolve, 200));
      const after = await Promise.all(sessions.flatMap((one) => [statusOf(one), statusOf(one, other)]));
      expect(new Set(after)).toEqual(new Set([401]));
      expect([await statusOf(await session(other)), await statusOf(await session(other), other)]).toEqual([200, 200]);
    } finally {
      isOver = true;
      await other.close();
    }
  },
  60_000,
);
