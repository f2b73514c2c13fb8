import pg from 'pg';
import { domainNamed } from './support/domains.js';
import { judge, ms, percentile, printTable } from './support/figures.js';
import { must, send, type Send } from './support/http-client.js';
import type { BenchOptions } from './support/options.js';
import { seedUsers } from './support/seed-users.js';
import { withSql } from './support/sql.js';
import { signIn, startBare, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const ROWS = 100_000;
const SAMPLES = 600;
const WARM_UP = 400;
const AT_ONCE = 100;
const CUSTOM_ROLES = 20;
const GOAL_MS = 5;
const POOL = 5_000;

type Entry = { readonly permission: string; readonly scopes: readonly string[] };
type Items<Item> = { readonly items: readonly Item[] };
type Target = {
  readonly name: string;
  readonly goalMs: number | null;
  readonly ask: (n: number) => readonly [string, Send];
};
type Bare = Awaited<ReturnType<typeof startBare>>;
type Pool = { readonly ids: readonly string[]; readonly permissions: readonly string[] };

/** `POST /access/check`, one question and a hundred, beside one bare statement that reads as many users. */
export function run({ rows, samples }: BenchOptions): Promise<void> {
  return withWardkeep(async (wardkeep) => {
    const { headers, pool } = await prepared(wardkeep, rows ?? ROWS);
    const bare = await startBare(wardkeep.databaseUrl);
    try {
      const targets = await targetsOf(wardkeep, headers, pool, bare);
      report(targets, await interleaved(targets, samples ?? SAMPLES));
    } finally {
      await bare.stop();
    }
  });
}

/** Half of the users hold custom roles, each of which gives half of the catalogue. */
async function prepared(
  { api, admin, databaseUrl }: Wardkeep,
  rows: number,
): Promise<{ headers: Headers; pool: Pool }> {
  const domainId = await domainNamed(api, admin, 'bench-access');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await seedUsers(client, domainId, rows);
  await client.end();
  const headers = await signIn(api, 'bench-access', 'admin');
  const { items } = await must<Items<Entry>>(`${api}/permissions`, { headers });
  const given = items.filter(({ scopes }) => scopes.includes('domain'));
  for (let role = 0; role < CUSTOM_ROLES; role += 1) {
    const half = given.filter((_, place) => (place + role) % 2 === 0);
    const permissions = half.map(({ permission }) => ({ permission, scope: 'domain' }));
    await must(`${api}/roles`, { method: 'POST', headers, body: { name: `Custom ${role}`, permissions } });
  }
  const ids = await withSql(databaseUrl, async (sql) => {
    await sql(
      `WITH custom AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM role WHERE domain_id = $1 AND kind IS NULL)
       UPDATE app_user u SET role_id = custom.id FROM custom
        WHERE u.domain_id = $1 AND u.username <> 'admin' AND hashtext(u.username) % 2 = 0
          AND abs(hashtext(u.username || 'role')) % ${CUSTOM_ROLES} = custom.n`,
      [domainId],
    );
    const found = await sql<{ id: string }>(
      `SELECT id FROM app_user WHERE domain_id = $1 ORDER BY md5(id::text) LIMIT ${POOL}`,
      [domainId],
    );
    return found.map(({ id }) => id);
  });
  return { headers, pool: { ids, permissions: items.map(({ permission }) => permission) } };
}

async function targetsOf({ api }: Wardkeep, headers: Headers, pool: Pool, bare: Bare): Promise<readonly Target[]> {
  const pick = <Item>(items: readonly Item[], n: number): Item => items[n % items.length] as Item;
  const question = (n: number) => ({ userId: pick(pool.ids, n * 31), permission: pick(pool.permissions, n * 7) });
  const several = (n: number) => Array.from({ length: AT_ONCE }, (_, place) => question(n * AT_ONCE + place));
  const post = (body: object): readonly [string, Send] => [`${api}/access/check`, { method: 'POST', headers, body }];
  const text = 'SELECT id, username_key, enabled, role_id FROM app_user WHERE id = ANY ($1::uuid[])';
  const few = Array.from({ length: 50 }, (_, n) => ({ text, values: [[question(n).userId]] }));
  const many = few.map((_, n) => ({ text, values: [several(n).map(({ userId }) => userId)] }));
  await bare.ask({ use: [...few, ...many] });
  return [
    { name: 'one question', goalMs: GOAL_MS, ask: (n) => post(question(n)) },
    { name: 'bare node:http + one SELECT of a user', goalMs: null, ask: (n) => [`${bare.origin}/${n % 50}`, {}] },
    { name: `${AT_ONCE} questions`, goalMs: GOAL_MS, ask: (n) => post({ checks: several(n) }) },
    { name: `bare, of ${AT_ONCE} users`, goalMs: null, ask: (n) => [`${bare.origin}/${50 + (n % 50)}`, {}] },
  ];
}

/** Milliseconds of each target: they take turns, so that noise meets them alike. */
async function interleaved(targets: readonly Target[], samples: number): Promise<number[][]> {
  const times: number[][] = targets.map(() => []);
  for (let n = 0; n < WARM_UP + samples; n += 1) {
    for (const [index, { name, ask }] of targets.entries()) {
      const answer = await send(...ask(n));
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${answer.body.slice(0, 200)}`);
      if (n >= WARM_UP) times[index]?.push(answer.ms);
    }
  }
  return times;
}

function report(targets: readonly Target[], times: readonly (readonly number[])[]): void {
  const p95 = (index: number) => percentile(times[index] ?? [], 0.95);
  printTable(
    ['POST /access/check', 'median ms', 'p95 ms', 'goal', 'of the bare one, median'],
    targets.map(({ name, goalMs }, index) => {
      const median = percentile(times[index] ?? [], 0.5);
      const bare = percentile(times[index + 1] ?? [], 0.5);
      const goal = goalMs === null ? '' : `p95 ≤ ${goalMs} ms ${judge(p95(index) <= goalMs)}`;
      return [name, ms(median), ms(p95(index)), goal, goalMs === null ? '' : `× ${(median / bare).toFixed(1)}`];
    }),
  );
}
