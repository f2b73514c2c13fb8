import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newBoxes } from '../../testing/boxes.js';
import { openTestDatabase, type TestDatabase } from '../../testing/database.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/ids.js';
import type { SessionLimits } from '../settings/settings.service.js';
import { SessionUpkeep } from './session-upkeep.repository.js';

const IDLE = 1_440;
const SYSTEM = { allowConcurrentLogin: false, maxConcurrent: 1, idleMinutes: IDLE, absoluteMinutes: 10_080 };

let database: TestDatabase;
let unitOfWork: SystemUnitOfWork;
const [domain, strict, role, user] = [newId(), newId(), newId(), newId()];
const query = <Row>(text: string, values: unknown[] = []) => database.sql<Row>(text, values);

/** A session last seen and ending so many minutes from now, started an hour before it was last seen. */
async function session(lastSeen: number, ends: number, where = domain): Promise<string> {
  const id = newId();
  await query(
    `INSERT INTO session (id, domain_id, user_id, method, device, address, csrf_token, started_at, last_seen_at, ends_at)
     VALUES ($1, $2, $3, 'standard', '', '', '', now() + ($4 - 60) * interval '1 minute',
             now() + $4 * interval '1 minute', now() + $5 * interval '1 minute')`,
    [id, where, user, lastSeen, ends],
  );
  return id;
}

const endOf = async (id: string) => {
  const [row] = await query<{ because: string | null; minutesAgo: number | null }>(
    `SELECT ended_because AS because, round(extract(epoch FROM now() - ended_at) / 60)::integer AS "minutesAgo"
       FROM session WHERE id = $1`,
    [id],
  );
  return row;
};

const endOver = (limits: Partial<SessionLimits> = {}, batch = 100) =>
  unitOfWork.maintain((tx) => new SessionUpkeep().endOver(tx, { system: SYSTEM, domains: [], ...limits }, batch));

beforeAll(async () => {
  database = await openTestDatabase();
  unitOfWork = new SystemUnitOfWork(database.dataSource, newBoxes());
  for (const id of [domain, strict]) {
    await query(`INSERT INTO domain (id, name, display_name) VALUES ($1, $2, 'Acme')`, [
      id,
      id === domain ? 'acme' : 'strict',
    ]);
    await query(`INSERT INTO role (id, domain_id, name) VALUES ($1, $2, 'Reader')`, [
      id === domain ? role : newId(),
      id,
    ]);
    await query(
      `INSERT INTO app_user (id, domain_id, username, first_name, last_name, role_id)
       SELECT $1, $2, 'ann', 'A', 'L', id FROM role WHERE domain_id = $2`,
      [id === domain ? user : newId(), id],
    );
  }
});

afterAll(() => database.close());

describe('the upkeep of sessions', () => {
  it.each([
    { name: 'one in use', seen: -1, ends: 60, because: null, minutesAgo: null },
    { name: 'one whose last use may not be written yet', seen: -IDLE - 1, ends: 60, because: null, minutesAgo: null },
    { name: 'one that nobody used', seen: -IDLE - 10, ends: 60, because: 'idle', minutesAgo: 10 },
    { name: 'one at its absolute end', seen: -1, ends: -5, because: 'expired', minutesAgo: 5 },
    { name: 'one that was idle before its end', seen: -IDLE - 10, ends: -5, because: 'idle', minutesAgo: 10 },
  ])('ends sessions at the time they were over: $name → $because', async ({ seen, ends, because, minutesAgo }) => {
    const id = await session(seen, ends);
    await endOver();
    expect(await endOf(id)).toEqual({ because, minutesAgo });
  });

  it('goes by the limits of the Domain, and by an absolute end that was lowered since', async () => {
    const [theirs] = await query<{ id: string }>('SELECT id FROM app_user WHERE domain_id = $1', [strict]);
    const other = await session(-30, 600);
    const own = await session(-30, 600);
    await query('UPDATE session SET domain_id = $1, user_id = $2 WHERE id = $3', [strict, theirs?.id, own]);
    const limits = { domainId: strict, ...SYSTEM, idleMinutes: 28, absoluteMinutes: 85 };
    await endOver({ domains: [limits] });
    expect(await endOf(own)).toEqual({ because: 'expired', minutesAgo: 5 });
    expect(await endOf(other)).toEqual({ because: null, minutesAgo: null });
  });

  it('ends no more than one batch at once', async () => {
    for (let n = 0; n < 3; n += 1) await session(-1, -5);
    expect([await endOver({}, 2), await endOver({}, 2)]).toEqual([2, 1]);
  });
});
