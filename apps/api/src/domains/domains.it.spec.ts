import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { BUILT_IN_GRANTS, type Banner, type BuiltInRole } from 'wardkeep/contracts';
import { DomainsQueryDto, type CreateDomainDto, type FirstAdministratorDto } from 'wardkeep/contracts/dto';
import { grantsOf } from 'wardkeep/rules';
import { newBoxes } from '../../testing/boxes.js';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { AccessEnder, type Ended } from '../platform/access-ender.js';
import { inDomain, NOWHERE, type Actor, type DomainRef } from '../platform/actor.js';
import type { Config } from '../platform/config/config.js';
import { AccessBus, type AccessChange } from '../platform/database/access-bus.js';
import { DryRunDone } from '../platform/database/dry-run.js';
import { StoredAnswer } from '../platform/database/once.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork, UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/ids.js';
import { DomainFounder, type PreparedAdministrator } from './domain-founder.js';
import { DomainLifecycleService } from './domain-lifecycle.service.js';
import { DomainsRepository } from './domains.repository.js';
import { DomainMemory } from './domain-memory.js';
import { DomainsService } from './domains.service.js';

/** Founds as users do, without their passwords. */
class PlainFounder extends DomainFounder {
  prepare(input: FirstAdministratorDto): Promise<PreparedAdministrator> {
    const password = { accepted: null, invited: false, temporary: 'once-Only-1' };
    return Promise.resolve({ input, password });
  }

  async found(tx: WriteTx, domain: { id: string }, { input }: PreparedAdministrator) {
    const [roleId, id] = [newId(), newId()];
    await tx.sql('INSERT INTO role (id, domain_id, name) VALUES ($1, $2, $3)', [roleId, domain.id, 'Administrator']);
    await tx.sql(
      'INSERT INTO app_user (id, domain_id, role_id, username, first_name, last_name) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, domain.id, roleId, input.username, input.firstName, input.lastName],
    );
    const changes = [{ field: 'username', before: null, after: input.username }];
    return {
      administrator: { id, username: input.username, temporaryPassword: 'once-Only-1' },
      audit: [{ type: 'user.created', domainId: domain.id, changes }] as const,
    };
  }
}

class PlainEnder extends AccessEnder {
  ofUser(): Promise<Ended> {
    return Promise.resolve({ sessions: 0, tokens: 0 });
  }

  async ofDomain(tx: WriteTx, domainId: string, because: string): Promise<Ended> {
    const ended = await tx.sql(
      `UPDATE session SET ended_at = now(), ended_because = $2 WHERE domain_id = $1 AND ended_at IS NULL RETURNING id`,
      [domainId, because],
    );
    return { sessions: ended.length, tokens: 0 };
  }
}

let database: TestDatabase;
let domains: DomainsService;
let lifecycle: DomainLifecycleService;
let primary: DomainRef;
const announced: AccessChange[] = [];

function actor(home: DomainRef, role: BuiltInRole, wishes: Partial<Actor> = {}): Actor {
  return {
    kind: 'user',
    userId: newId(),
    username: role,
    home,
    domain: home,
    roleKind: role,
    grants: grantsOf(BUILT_IN_GRANTS[role]),
    dryRun: false,
    once: null,
    origin: NOWHERE,
    ...wishes,
  };
}

const system = (wishes: Partial<Actor> = {}) => actor(primary, 'system-administrator', wishes);
const rows = <Row>(text: string, values: unknown[] = []) => database.sql<Row>(text, values);
const query = (wanted: Partial<DomainsQueryDto> = {}) => Object.assign(new DomainsQueryDto(), wanted);

const input = (name: string, banner: Banner | null = null): CreateDomainDto => ({
  name,
  displayName: `The ${name}`,
  banner,
  administrator: { username: 'boss', firstName: 'Bo', lastName: 'Ss' },
});

async function domain(name: string, { enabled = true } = {}) {
  const made = await lifecycle.create(system(), input(name));
  return enabled ? made : (await lifecycle.disable(system(), made.id)).domain;
}

async function signedIn(domainId: string): Promise<void> {
  await rows(
    `INSERT INTO session (id, domain_id, user_id, method, device, address, csrf_token, ends_at)
     SELECT $2, domain_id, id, 'standard', 'Firefox', '192.0.2.1', 'x', now() + interval '1 day' FROM app_user
      WHERE domain_id = $1`,
    [domainId, newId()],
  );
}

async function eventsOn(id: string): Promise<{ type: string; at: string; changes: unknown }[]> {
  return rows(
    `SELECT e.type, coalesce(d.name, 'gone') AS at, e.changes FROM audit_event e LEFT JOIN domain d ON d.id = e.domain_id
      WHERE e.subject_id = $1 ORDER BY e.sequence`,
    [id],
  );
}

async function countRows(): Promise<Record<string, number>> {
  const tables = await rows<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'domain_id'
      WHERE c.relkind = 'r' ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of [...tables, { name: 'domain' }]) {
    const [row] = await rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${name}`);
    counts[name] = row?.n ?? 0;
  }
  return counts;
}

async function answerOf(dryRun: Promise<unknown>) {
  const thrown: unknown = await dryRun.catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(DryRunDone);
  return (thrown as DryRunDone).answer;
}

beforeAll(async () => {
  database = await openTestDatabase();
  const boxes = newBoxes();
  const acrossDomains = new SystemUnitOfWork(database.dataSource, boxes);
  const bus = new AccessBus({ database: { url: null } } as Config);
  bus.subscribe((change) => announced.push(change));
  const repository = new DomainsRepository();
  domains = new DomainsService(
    repository,
    new DomainMemory(bus),
    new UnitOfWork(database.dataSource, boxes),
    acrossDomains,
    boxes,
    bus,
  );
  lifecycle = new DomainLifecycleService(repository, acrossDomains, boxes, new PlainFounder(), new PlainEnder(), bus);
  primary = await acrossDomains.write(inDomain({ id: '', name: 'primary' }), async (tx) => {
    const made = await domains.createPrimary(tx);
    return { result: made, audit: [{ type: 'system.started-first', domainId: made.id }] };
  });
});

afterAll(() => database.close());

describe('looking a Domain up', () => {
  it('finds the Primary Domain when none is named, and others by name in any case', async () => {
    const { id } = await domain('find-me');
    expect(await domains.byName(null)).toMatchObject({ id: primary.id, name: 'primary', primary: true, enabled: true });
    expect(await domains.byName('Find-Me')).toMatchObject({ id, name: 'find-me', primary: false, banner: null });
    expect(await domains.byId(id)).toMatchObject({ name: 'find-me', version: 1 });
    expect(await domains.byName("x' OR true --")).toBeNull();
  });

  it.each([
    ['another Domain', () => domain('not-yours').then(({ id }) => id)],
    ['no Domain', () => Promise.resolve(newId())],
  ])('TEN-01 answers the same 404 for %s', async (_what, idOf) => {
    const id = await idOf();
    const by = actor(await domain(`home-${id.slice(-12)}`), 'domain-administrator');
    await expect(domains.get(by, id)).rejects.toMatchObject({ code: 'domain-not-found' });
    await expect(domains.update(by, id, 1, { displayName: 'x' })).rejects.toMatchObject({ code: 'domain-not-found' });
    await expect(lifecycle.disable(by, id)).rejects.toMatchObject({ code: 'domain-not-found' });
    await expect(lifecycle.delete(by, id, 1, 'x')).rejects.toMatchObject({ code: 'domain-not-found' });
  });

  it('shows an administrator their own Domain, and that they may not change it', async () => {
    const home = await domain('self');
    const detail = await domains.get(actor(home, 'domain-administrator'), home.id);
    expect(detail).toMatchObject({ name: 'self', users: 1, actions: [], blocked: { delete: 'permission-missing' } });
  });

  it('TEN-02 lists and counts nothing but their own Domain', async () => {
    const home = await domain('only-mine');
    for (const wanted of [{}, { q: 'primary' }, { q: '%' }, { sort: '-name' as const }]) {
      const page = await domains.list(actor(home, 'domain-administrator'), query(wanted));
      const own = 'q' in wanted ? [] : ['only-mine'];
      expect(page.items.map(({ name }) => name)).toEqual(own);
      expect(page.total.value).toBe(own.length);
    }
  });

  it('takes no cursor of another search', async () => {
    await domain('cursor-1');
    await domain('cursor-2');
    const { nextCursor } = await domains.list(system(), query({ q: 'cursor-', limit: 1 }));
    const other = query({ q: 'cursor', limit: 1, cursor: nextCursor ?? '' });
    await expect(domains.list(system(), other)).rejects.toMatchObject({ code: 'invalid-cursor' });
  });

  it('pages through all of them without loss or double', async () => {
    for (let n = 0; n < 7; n += 1) await domain(`page-${n}`);
    for (const sort of ['name', '-name'] as const) {
      const names: string[] = [];
      let cursor: string | null = null;
      do {
        const wanted = { sort, q: 'page-', limit: 3, ...(cursor === null ? {} : { cursor }) };
        const page = await domains.list(system(), query(wanted));
        expect(page.total).toEqual({ value: 7, relation: 'exact' });
        names.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      } while (cursor !== null);
      const all = [0, 1, 2, 3, 4, 5, 6].map((n) => `page-${n}`);
      expect(names).toEqual(sort === 'name' ? all : all.reverse());
    }
  });
});

describe('creating', () => {
  it('makes the Domain, its key and its administrator, and is told in it and at home', async () => {
    const banner = { text: 'Test system', color: '#345390' };
    const made = await lifecycle.create(system(), input('made', banner));
    expect(made).toMatchObject({ name: 'made', banner, version: 1, users: 1, administrator: { username: 'boss' } });
    expect(await rows('SELECT id FROM data_key WHERE domain_id = $1', [made.id])).toHaveLength(1);
    const changes = [
      { field: 'name', before: null, after: 'made' },
      { field: 'displayName', before: null, after: 'The made' },
      { field: 'banner', before: null, after: banner },
    ];
    expect(await eventsOn(made.id)).toEqual([
      { type: 'domain.created', at: 'made', changes },
      { type: 'domain.created', at: 'primary', changes },
    ]);
  });

  it('tried as a dry run tells each change once and writes nothing', async () => {
    const before = await countRows();
    const answer = await answerOf(lifecycle.create(system({ dryRun: true }), input('dry')));
    expect(answer.changes.map(({ field }) => field)).toEqual(['name', 'displayName', 'username']);
    expect(await countRows()).toEqual(before);
  });

  it('of one name twice at once makes one', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => lifecycle.create(system(), input('twin'))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes.filter((one) => one.status === 'rejected')) {
      expect(outcome.reason).toMatchObject({ code: 'domain-name-taken', details: { errors: [{ pointer: '/name' }] } });
    }
    expect(await rows("SELECT id FROM domain WHERE name = 'twin'")).toHaveLength(1);
  });

  it('repeated with its key gives the same answer, temporary password included, and makes one', async () => {
    const once = { key: 'k', route: 'POST /domains', requestHash: createHash('sha256').update('x').digest() };
    const by = system({ once });
    const made = await lifecycle.create(by, input('again'));
    const repeated: unknown = await lifecycle.create(by, input('again')).catch((error: unknown) => error);
    expect(repeated).toBeInstanceOf(StoredAnswer);
    expect((repeated as StoredAnswer).answer).toEqual(made);
  });

  it('fails whole when its administrator can not be made', async () => {
    const before = await countRows();
    const wrong = { ...input('half'), administrator: { username: 'x\0', firstName: 'a', lastName: 'b' } };
    await expect(lifecycle.create(system(), wrong)).rejects.toMatchObject({ code: 'malformed-request' });
    expect(await countRows()).toEqual(before);
  });
});

describe('changing', () => {
  it('tells before and after, and makes a new version', async () => {
    const { id } = await domain('change');
    const banner = { text: 'Careful', color: '#aa0000' };
    const changed = await domains.update(system(), id, 1, { displayName: 'New', banner });
    expect(changed).toMatchObject({ displayName: 'New', banner, version: 2 });
    expect((await eventsOn(id)).at(-1)).toEqual({
      type: 'domain.updated',
      at: 'primary',
      changes: [
        { field: 'displayName', before: 'The change', after: 'New' },
        { field: 'banner', before: null, after: banner },
      ],
    });
    expect(await domains.update(system(), id, 2, { banner: null })).toMatchObject({ displayName: 'New', banner: null });
  });

  it('from a stale version is refused with the version there is', async () => {
    const { id } = await domain('stale');
    await domains.update(system(), id, 1, { displayName: 'First' });
    await expect(domains.update(system(), id, 1, { displayName: 'Second' })).rejects.toMatchObject({
      code: 'stale-version',
      details: { current: 2 },
    });
  });

  it('nothing writes nothing', async () => {
    const { id } = await domain('same');
    const before = await countRows();
    expect(await domains.update(system(), id, 1, { displayName: 'The same' })).toMatchObject({ version: 1 });
    expect(await countRows()).toEqual(before);
  });

  it('tried as a dry run leaves the Domain as it is', async () => {
    const { id } = await domain('dry-change');
    const answer = await answerOf(domains.update(system({ dryRun: true }), id, 1, { displayName: 'New' }));
    expect(answer.changes).toEqual([{ field: 'displayName', before: 'The dry-change', after: 'New' }]);
    expect(await domains.byId(id)).toMatchObject({ displayName: 'The dry-change', version: 1 });
  });

  it('by a System Administrator who works in that Domain is told in both, once each', async () => {
    const there = await domain('visited');
    await domains.update(system({ domain: there }), there.id, 1, { displayName: 'New' });
    const updates = (await eventsOn(there.id)).filter(({ type }) => type === 'domain.updated');
    expect(updates.map(({ at }) => at)).toEqual(['visited', 'primary']);
  });

  it('the Primary Domain is told once', async () => {
    await domains.update(system(), primary.id, 1, { displayName: 'Main' });
    expect(await eventsOn(primary.id)).toMatchObject([{ type: 'domain.updated', at: 'primary' }]);
  });
});

describe('disabling', () => {
  it('ends every session in it, tells how many, and is announced', async () => {
    const { id } = await domain('closing');
    await signedIn(id);
    await signedIn(id);
    announced.length = 0;
    expect(await lifecycle.disable(system(), id)).toMatchObject({
      domain: { enabled: false, version: 2, actions: ['update', 'enable', 'delete'] },
      endedSessions: 2,
      endedTokens: 0,
    });
    expect(announced).toContainEqual({ kind: 'domain', id });
    const ended = await rows('SELECT DISTINCT ended_because FROM session WHERE domain_id = $1', [id]);
    expect(ended).toEqual([{ ended_because: 'domain-disabled' }]);
    expect(await lifecycle.disable(system(), id)).toMatchObject({ domain: { version: 2 }, endedSessions: 0 });
    expect(await lifecycle.enable(system(), id)).toMatchObject({ enabled: true, version: 3 });
    expect(await lifecycle.enable(system(), id)).toMatchObject({ version: 3 });
  });

  it('tried as a dry run tells how many sessions would end, ends none and announces nothing', async () => {
    const { id } = await domain('dry-closing');
    await signedIn(id);
    announced.length = 0;
    expect(await answerOf(lifecycle.disable(system({ dryRun: true }), id))).toEqual({
      dryRun: true,
      changes: [{ field: 'enabled', before: true, after: false }],
      warnings: [],
      endsSessions: 1,
      endsTokens: 0,
    });
    expect(announced).toEqual([]);
    expect(await rows('SELECT id FROM session WHERE domain_id = $1 AND ended_at IS NULL', [id])).toHaveLength(1);
  });

  it('TEN-07 or deleting the Primary Domain is refused', async () => {
    await expect(lifecycle.disable(system(), primary.id)).rejects.toMatchObject({ code: 'protected-domain' });
    await expect(lifecycle.delete(system(), primary.id, 2, 'primary')).rejects.toMatchObject({
      code: 'protected-domain',
    });
  });
});

describe('deleting', () => {
  it('an enabled Domain is refused', async () => {
    const { id } = await domain('in-use');
    await expect(lifecycle.delete(system(), id, 1, 'in-use')).rejects.toMatchObject({ code: 'domain-enabled' });
  });

  it.each([
    ['a stale version', 1, 'guarded', 'stale-version'],
    ['no typed name', 2, undefined, 'confirmation-mismatch'],
    ['another name', 2, 'other', 'confirmation-mismatch'],
  ] as const)('with %s is refused', async (_what, version, typed, code) => {
    const known = await domains.byName('guarded');
    const { id } = known ?? (await domain('guarded', { enabled: false }));
    await expect(lifecycle.delete(system(), id, version, typed)).rejects.toMatchObject({ code });
    expect(await domains.byId(id)).not.toBeNull();
  });

  it('tried as a dry run tells what goes with it, and removes nothing', async () => {
    const { id } = await domain('doomed');
    await signedIn(id);
    await lifecycle.disable(system(), id);
    const before = await countRows();
    const answer = await answerOf(lifecycle.delete(system({ dryRun: true }), id, 2, undefined));
    expect(answer.changes).toEqual([
      { field: 'name', before: 'doomed', after: null },
      { field: 'displayName', before: 'The doomed', after: null },
      { field: 'users', before: 1, after: 0 },
      { field: 'roles', before: 1, after: 0 },
      { field: 'sessions', before: 1, after: 0 },
    ]);
    expect(answer.warnings).toEqual(['deletion-is-final', 'audit-events-stay']);
    expect(await countRows()).toEqual(before);
  });

  it('AUD-07 takes everything of the Domain but its audit events, and a new one of its name has none of them', async () => {
    const before = await countRows();
    const { id } = await domain('gone');
    await signedIn(id);
    await lifecycle.disable(system({ domain: { id, name: 'gone' } }), id);
    announced.length = 0;
    await lifecycle.delete(system({ domain: { id, name: 'gone' } }), id, 2, ' GONE');

    const { audit_event: eventsAfter = 0, ...after } = await countRows();
    const { audit_event: eventsBefore = 0, ...rest } = before;
    expect(after).toEqual(rest);
    expect(eventsAfter - eventsBefore).toBe(7);
    expect(announced).toContainEqual({ kind: 'domain', id });
    expect((await eventsOn(id)).map(({ type, at }) => `${type} ${at}`)).toEqual([
      'domain.created gone',
      'domain.created primary',
      'domain.disabled gone',
      'domain.disabled primary',
      'domain.deleted gone',
      'domain.deleted primary',
    ]);
    const reborn = await domain('gone');
    expect(reborn.id).not.toBe(id);
    expect(await rows('SELECT id FROM audit_event WHERE domain_id = $1', [reborn.id])).toHaveLength(2);
  });
});
