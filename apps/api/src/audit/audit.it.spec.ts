import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditQueryDto } from 'wardkeep/contracts/dto';
import { newBoxes } from '../../testing/boxes.js';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { inDomain, type Actor, type AnyActor, type DomainRef } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/ids.js';
import type { AuditFilters } from './audit-filters.js';
import { AuditRepository, auditQuery } from './audit.repository.js';
import { AuditService } from './audit.service.js';

const crowd: DomainRef = { id: newId(), name: 'crowd' };
const mine: DomainRef = { id: newId(), name: 'mine' };
const theirs: DomainRef = { id: newId(), name: 'theirs' };
const paged: DomainRef = { id: newId(), name: 'paged' };

let database: TestDatabase;
let unitOfWork: UnitOfWork;
let audit: AuditService;

/** `origin` and `who` as far as a test is about them. */
function actor(domain: DomainRef, who: Partial<Actor> = {}): Actor {
  return {
    kind: 'user',
    userId: newId(),
    username: 'Ada',
    home: domain,
    domain,
    roleKind: 'domain-administrator',
    grants: new Map(),
    dryRun: false,
    once: null,
    origin: { address: '192.0.2.7', device: 'Firefox', requestId: newId(), sessionId: newId(), reason: null },
    ...who,
  };
}

async function happened(by: AnyActor, ...entries: [AuditEntry, ...AuditEntry[]]): Promise<void> {
  await unitOfWork.write(by, () => Promise.resolve({ result: undefined, audit: entries }));
}

const query = (wanted: Partial<AuditQueryDto>): AuditQueryDto => Object.assign(new AuditQueryDto(), wanted);

async function found(domain: DomainRef, wanted: Partial<AuditQueryDto>): Promise<(string | null | undefined)[]> {
  const { items } = await audit.list(actor(domain), query(wanted));
  return items.map((event) => event.detail ?? event.subject?.name);
}

async function everyPage(domain: DomainRef, wanted: Partial<AuditQueryDto>, between?: () => Promise<void>) {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await audit.list(actor(domain), query({ ...wanted, ...(cursor === null ? {} : { cursor }) }));
    ids.push(...page.items.map(({ id }) => id));
    await between?.();
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

/** Rows far more than a page, of one Domain among others, written as they would be over days. */
async function fill(domain: DomainRef, rows: number, minutesApart: number): Promise<void> {
  await database.sql(
    `INSERT INTO audit_event (id, domain_id, at, type, outcome, actor_id, actor_username, actor_domain, subject_kind,
       subject_id, subject_name, address, session_id, request_id)
     SELECT gen_random_uuid(), $1, now() - ($2 - n) * make_interval(mins => $3),
       (ARRAY['sign-in.succeeded', 'user.updated', 'user.created', 'user.disabled'])[1 + n % 4],
       CASE WHEN n % 50 = 0 THEN 'refused' ELSE 'success' END,
       md5('actor' || n % 400)::uuid, 'actor-' || n % 400, 'crowd', 'user', md5('subject' || n % 2000)::uuid,
       'subject-' || n % 2000, '192.0.2.' || n % 250, md5('session' || n / 20)::uuid, 'request-' || n
     FROM generate_series(1, $2) AS n`,
    [domain.id, rows, minutesApart],
  );
}

beforeAll(async () => {
  database = await openTestDatabase();
  unitOfWork = new UnitOfWork(database.dataSource, newBoxes());
  audit = new AuditService(unitOfWork, new AuditRepository());
  for (const { id, name } of [crowd, mine, theirs, paged]) {
    await database.sql('INSERT INTO domain (id, name, display_name) VALUES ($1, $2, $2)', [id, name]);
  }
});

afterAll(() => database.close());

describe('an audit event', () => {
  it('is told whole: who, where from, on whom, before and after', async () => {
    const by = actor(mine);
    const subject = { kind: 'user', id: newId(), name: 'whole' };
    const changes = [{ field: 'firstName', before: 'Ann', after: 'Anna' }];
    await happened(by, { type: 'user.updated', subject, changes });
    const { items } = await audit.list(by, query({ subject: 'whole' }));
    expect(items).toEqual([
      {
        id: expect.any(String),
        sequence: expect.any(Number),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        type: 'user.updated',
        outcome: 'success',
        actor: { id: by.userId, username: 'Ada', domain: 'mine' },
        subject,
        changes,
        ...by.origin,
        detail: null,
      },
    ]);
    expect(await audit.get(by, items[0]?.id ?? '')).toEqual(items[0]);
  });

  it('TEN-05 of a System Administrator shows their name and Domain, where they worked', async () => {
    const by = actor(mine, { username: 'sys-admin', home: theirs });
    await happened(by, { type: 'user.disabled', subject: { kind: 'user', id: null, name: 'visited' } });
    const { items } = await audit.list(actor(mine), query({ subject: 'visited' }));
    expect(items[0]?.actor).toEqual({ id: by.userId, username: 'sys-admin', domain: 'theirs' });
    expect(await found(theirs, { subject: 'visited' })).toEqual([]);
  });

  it('of nobody signed in has no actor', async () => {
    await happened(inDomain(mine), { type: 'sign-in.refused', outcome: 'refused', detail: 'nobody' });
    const { items } = await audit.list(actor(mine), query({ q: 'nobody' }));
    expect(items).toMatchObject([{ actor: null, subject: null, address: null }]);
  });

  it('TEN-01 of another Domain is as missing as one that never was', async () => {
    await happened(actor(theirs), { type: 'sign-out', detail: 'hidden' });
    const { items } = await audit.list(actor(theirs), query({ q: 'hidden' }));
    for (const id of [items[0]?.id ?? '', newId()]) {
      await expect(audit.get(actor(mine), id)).rejects.toMatchObject({ code: 'audit-event-not-found' });
    }
  });

  it('AUD-03 can neither be changed nor removed by the application', async () => {
    for (const statement of ["UPDATE audit_event SET detail = 'x'", 'DELETE FROM audit_event']) {
      const attempt = unitOfWork.write(actor(mine), async (tx) => ({
        result: await tx.sql(statement),
        unchanged: true,
      }));
      await expect(attempt).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('a filter', () => {
  const ann = { id: newId(), name: 'Ann_1' };
  const address = '198.51.100.1';
  const by = (who: Partial<Actor>) => actor(mine, who);

  beforeAll(async () => {
    const origin = { address, device: null, requestId: 'req-1', sessionId: newId(), reason: 'Because of ÄRGER' };
    await happened(by({ username: 'Zoe', origin }), {
      type: 'user.created',
      subject: { kind: 'user', ...ann },
      detail: 'made',
    });
    await happened(by({ username: 'zoe' }), {
      type: 'user.updated',
      outcome: 'failed',
      subject: { kind: 'user', id: newId(), name: 'AnnX1' },
      detail: 'failed 100% of it',
    });
    await happened(actor(theirs, { username: 'Zoe', origin }), {
      type: 'user.created',
      outcome: 'failed',
      subject: { kind: 'user', ...ann },
      detail: 'foreign 100%',
    });
  });

  it.each<{ name: string; wanted: Partial<AuditQueryDto>; is: string[] }>([
    { name: 'actor, by name in any case', wanted: { actor: 'ZOE' }, is: ['failed 100% of it', 'made'] },
    { name: 'actor and type', wanted: { actor: 'zoe', type: 'user.created' }, is: ['made'] },
    { name: 'subject, by name, a wildcard being itself', wanted: { subject: 'ann_1' }, is: ['made'] },
    { name: 'subject, by id', wanted: { subject: ann.id.toUpperCase() }, is: ['made'] },
    { name: 'outcome', wanted: { outcome: 'failed' }, is: ['failed 100% of it'] },
    { name: 'address', wanted: { address }, is: ['made'] },
    { name: 'request', wanted: { requestId: 'req-1' }, is: ['made'] },
    { name: 'q, part of the detail', wanted: { q: 'MAD' }, is: ['made'] },
    { name: 'q, part of the reason', wanted: { q: 'ärger' }, is: ['made'] },
    { name: 'q with a percent sign', wanted: { q: '00% o' }, is: ['failed 100% of it'] },
    { name: 'q that is nothing but wildcards', wanted: { q: '%_%' }, is: [] },
    { name: 'q with a backslash', wanted: { q: 'a\\%' }, is: [] },
    {
      name: 'q of two letters, the beginning of a name',
      wanted: { q: 'aN', actor: 'zoe' },
      is: ['failed 100% of it', 'made'],
    },
    { name: 'q of two letters inside a name', wanted: { q: 'nn', actor: 'zoe' }, is: [] },
    { name: 'what nobody did', wanted: { actor: 'nobody-at-all' }, is: [] },
  ])('by $name', async ({ wanted, is }) => {
    expect(await found(mine, wanted)).toEqual(is);
  });

  it('by the actor and the session', async () => {
    const who = by({ username: 'session-holder' });
    await happened(who, { type: 'sign-out', detail: 'gone' });
    expect(await found(mine, { actor: who.userId })).toEqual(['gone']);
    expect(await found(mine, { sessionId: who.origin.sessionId?.toUpperCase() ?? '' })).toEqual(['gone']);
  });

  it('by time takes the beginning and leaves out the end', async () => {
    await happened(by({ username: 'clock' }), { type: 'sign-out', detail: 'then' });
    const { items } = await audit.list(actor(mine), query({ actor: 'clock' }));
    const at = items[0]?.at ?? '';
    const next = new Date(Date.parse(at) + 1).toISOString();
    expect(await found(mine, { actor: 'clock', from: at, to: next })).toEqual(['then']);
    expect(await found(mine, { actor: 'clock', to: at })).toEqual([]);
    expect(await found(mine, { actor: 'clock', from: next })).toEqual([]);
  });

  it.each([
    ['2026-11-22', ''],
    ['2026-11-22T08:00', ''],
    ['2026-11-22T08:00:00.123456+01:00', ''],
    ['2026-W47-1', 'invalid-request'],
    ['20261122T080000Z', 'invalid-request'],
    ['0000-01-01T00:00:00Z', 'invalid-request'],
  ])('by time understands %s or says so', async (from, code) => {
    const answer = await audit.list(actor(mine), query({ from })).then(
      () => '',
      (error: { code: string }) => error.code,
    );
    expect(answer).toBe(code);
  });

  it('a subject of a route is not widened by the query', async () => {
    const page = await audit.ofSubject(actor(mine), ann.id, query({ subject: 'AnnX1' }));
    expect(page.items).toEqual([]);
    expect((await audit.ofSubject(actor(mine), ann.id, query({}))).items.map(({ detail }) => detail)).toEqual(['made']);
  });
});

describe('the list', () => {
  beforeAll(async () => {
    await fill(paged, 95, 0);
    await fill(theirs, 50, 0);
  });

  it.each(['at', '-at'] as const)('loses nothing and doubles nothing over its pages, sorted by %s', async (sort) => {
    const ids = await everyPage(paged, { sort, limit: 10, to: '2100-01-01T00:00:00Z' });
    expect(ids).toHaveLength(95);
    expect(new Set(ids).size).toBe(95);
  });

  it('shows oldest first the other way round', async () => {
    const newest = await everyPage(paged, { sort: '-at', limit: 200 });
    expect(await everyPage(paged, { sort: 'at', limit: 7 })).toEqual([...newest].reverse());
  });

  it('is not disturbed by what happens meanwhile', async () => {
    const before = await everyPage(paged, { limit: 200 });
    const meanwhile = () => happened(actor(paged), { type: 'sign-out', detail: 'meanwhile' });
    expect(await everyPage(paged, { limit: 30 }, meanwhile)).toEqual(before);
  });

  it('carries the count of the first page along', async () => {
    const first = await audit.list(actor(paged), query({ limit: 10, type: 'user.created' }));
    const second = await audit.list(
      actor(paged),
      query({ limit: 10, type: 'user.created', cursor: first.nextCursor ?? '' }),
    );
    expect(first.total).toEqual({ value: 24, relation: 'exact' });
    expect(second.total).toEqual(first.total);
  });

  it('TEN-02 takes no cursor of another Domain, sort or filter', async () => {
    const { nextCursor } = await audit.list(actor(paged), query({ limit: 10 }));
    const cursor = nextCursor ?? '';
    for (const [domain, wanted] of [
      [theirs, {}],
      [paged, { sort: 'at' }],
      [paged, { outcome: 'refused' }],
    ] as const) {
      await expect(audit.list(actor(domain), query({ limit: 10, cursor, ...wanted }))).rejects.toMatchObject({
        code: 'invalid-cursor',
      });
    }
  });

  it('TEN-02 shows and counts one Domain only', async () => {
    const { items, total } = await audit.list(actor(theirs), query({ limit: 200, q: 'subject' }));
    expect(items).toHaveLength(50);
    expect(total).toEqual({ value: 50, relation: 'exact' });
  });
});

describe('with 20,000 events and more', () => {
  beforeAll(async () => {
    await fill(crowd, 20_000, 1);
    await database.dataSource.query('ANALYZE audit_event');
  });

  it('counts to 10,000 and says that there are more', async () => {
    const { total } = await audit.list(actor(crowd), query({}));
    expect(total).toEqual({ value: 10_000, relation: 'atLeast' });
  });

  it.each<{ name: string; filters: AuditFilters }>([
    { name: 'no filter', filters: {} },
    { name: 'actor by name', filters: { actor: 'actor-7' } },
    { name: 'actor by id', filters: { actor: newId() } },
    { name: 'subject by name', filters: { subject: 'subject-7' } },
    { name: 'subject by id', filters: { subjectId: newId() } },
    { name: 'type', filters: { type: 'job.cancelled' } },
    { name: 'outcome', filters: { outcome: 'failed' } },
    { name: 'the outcome of nearly all', filters: { outcome: 'success' } },
    { name: 'address', filters: { address: '192.0.2.9' } },
    { name: 'session', filters: { sessionId: newId() } },
    { name: 'request', filters: { requestId: 'request-77' } },
    { name: 'time', filters: { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' } },
    { name: 'search', filters: { q: 'ject-1234' } },
    { name: 'search for what is everywhere', filters: { q: 'subject' } },
    { name: 'short search', filters: { q: 'zz' } },
    { name: 'actor and time', filters: { actor: 'actor-7', from: '2020-01-01T00:00:00Z' } },
  ])('reads no whole table for $name', async ({ filters }) => {
    const page = { filters, descending: true, after: null, limit: 50, total: null };
    const { text, values } = auditQuery(page);
    const plan = await unitOfWork.read(actor(crowd), (tx) => tx.sql<Record<string, string>>(`EXPLAIN ${text}`, values));
    const lines = plan.map((row) => row['QUERY PLAN'] ?? '');
    expect(lines.join('\n')).toContain('audit_event');
    expect(lines.filter((line) => line.includes('Seq Scan on audit_event'))).toEqual([]);
  });
});
