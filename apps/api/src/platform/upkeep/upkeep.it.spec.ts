import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../../../testing/database.js';
import { DomainBoxes } from '../crypto/data-keys.js';
import { KeyRing } from '../crypto/key-ring.js';
import { Boxes } from '../database/boxes.js';
import { KeysRepository } from '../database/keys.repository.js';
import { SystemUnitOfWork } from '../database/unit-of-work.js';
import { newId } from '../ids.js';
import type { JobsService } from '../jobs/jobs.service.js';
import { UpkeepRepository } from './upkeep.repository.js';
import { UpkeepService } from './upkeep.service.js';

let database: TestDatabase;
const [domain, role, user] = [newId(), newId(), newId()];
const scheduled: string[] = [];
const query = <Row>(text: string, values: unknown[] = []) => database.sql<Row>(text, values);

beforeAll(async () => {
  database = await openTestDatabase();
  await query(`INSERT INTO domain (id, name, display_name) VALUES ($1, 'acme', 'Acme')`, [domain]);
  await query(`INSERT INTO role (id, domain_id, name) VALUES ($1, $2, 'Reader')`, [role, domain]);
  await query(
    `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id) VALUES ($1, $2, 'ann', 'A', 'L', $3)`,
    [user, domain, role],
  );
});

afterAll(() => database.close());

describe('upkeep', () => {
  const upkeep = () => {
    const ring = new KeyRing([{ id: 'kek-test', key: Buffer.alloc(32, 7), created: '2026-01-01T00:00:00.000Z' }]);
    const system = new SystemUnitOfWork(database.dataSource, new Boxes(new DomainBoxes(ring), new KeysRepository()));
    const jobs = { schedule: (name: string) => scheduled.push(name) } as unknown as JobsService;
    return new UpkeepService(jobs, system, new UpkeepRepository());
  };

  it('is scheduled', () => {
    upkeep().onModuleInit();
    expect(scheduled).toEqual(['wardkeep-upkeep']);
  });

  it('does what a feature adds to it, batch after batch', async () => {
    const counts = [2_000, 2_000, 17];
    const service = upkeep();
    service.add(() => Promise.resolve(counts.shift() ?? 0));
    await service.tidy();
    expect(counts).toEqual([]);
  });

  it.each([
    { name: 'that nobody confirmed in time', ends: -1, left: 0 },
    { name: 'that can be confirmed yet', ends: 9, left: 1 },
  ])('leaves $left of a key for an app $name', async ({ ends, left }) => {
    await query(
      `INSERT INTO totp_enrolment (domain_id, user_id, sealed, expires_at)
       VALUES ($1, $2, 'v1.x', now() + $3 * interval '1 minute')`,
      [domain, user, ends],
    );
    await upkeep().tidy();
    expect(await query('SELECT user_id FROM totp_enrolment')).toHaveLength(left);
  });

  it('removes what is over, however much there is, and keeps the rest', async () => {
    await query(
      `INSERT INTO idempotency_key (domain_id, actor_id, route, key, request_hash, created_at)
       SELECT $1, $2, 'POST /users', n::text, '', now() - n * interval '1 minute' FROM generate_series(1, 6000) AS n`,
      [domain, user],
    );
    await query(
      `INSERT INTO sign_in_attempt (id, domain_id, user_id, challenge, step, delivery, method, expires_at)
       SELECT gen_random_uuid(), $1, $2, n::text::bytea, 'change-password', 'cookie', 'standard',
              now() - (n - 3) * interval '1 hour' FROM generate_series(1, 6) AS n`,
      [domain, user],
    );
    await query(
      `INSERT INTO account_token (hash, purpose, domain_id, user_id, expires_at)
       SELECT n::text::bytea, 'invitation', $1, $2, now() - (n - 3) * interval '1 day' FROM generate_series(1, 6) AS n`,
      [domain, user],
    );
    await upkeep().tidy();
    const [left] = await query<{ keys: number; attempts: number; tokens: number }>(
      `SELECT (SELECT count(*)::integer FROM idempotency_key) AS keys,
              (SELECT count(*)::integer FROM sign_in_attempt) AS attempts,
              (SELECT count(*)::integer FROM account_token) AS tokens`,
    );
    expect(left).toEqual({ keys: 1_439, attempts: 3, tokens: 3 });
  });
});
