import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromTests } from './support/api-testing.js';
import { judge, percentile, printTable } from './support/figures.js';
import { must } from './support/http-client.js';
import { administrator, confirm, csvOf, people, until, upload, type Import } from './support/imports.js';
import type { BenchOptions } from './support/options.js';
import { openPostgres } from './support/postgres.js';
import { withSql, type Sql } from './support/sql.js';
import { signIn, type Headers, type Wardkeep } from './support/wardkeep.js';

const ROWS = 10_000;
const ROUNDS = 20;
const RESUMED_MS = 10_000;

type Server = {
  readonly url: string;
  readonly ready: () => Promise<Server>;
  readonly stop: (signal: 'SIGKILL' | 'SIGTERM') => Promise<unknown>;
};
type Testing = { readonly ServerProcess: { readonly start: (folder: string, env: object) => Promise<Server> } };
type Round = { readonly killedAt: number; readonly resumedMs: number; readonly lost: number; readonly double: number };

/**
 * `kill -9` at a random moment of applying a file, again and again, each time with another process that goes on by
 * itself: every user once, with one version, one event and one invitation.
 */
export async function run({ rows, rounds }: BenchOptions): Promise<void> {
  const size = rows ?? ROWS;
  const database = await openPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'wardkeep-bench-kill-'));
  const { ServerProcess } = await fromTests<Testing>('server-process.ts');
  // One address for all of them: what was signed by one is good for the next.
  const env = { DATABASE_URL: database.url, WARDKEEP_BASE_URL: 'http://wardkeep.test' };
  const start = async () => (await ServerProcess.start(folder, env)).ready();
  let server = await start();
  const results: Round[] = [];
  try {
    for (let round = 0; round < (rounds ?? ROUNDS); round += 1) {
      const [result, next] = await killed(server, start, database.url, size, round);
      results.push(result);
      server = next;
    }
  } finally {
    await server.stop('SIGKILL');
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  report(results, size);
}

async function killed(
  server: Server,
  start: () => Promise<Server>,
  databaseUrl: string,
  size: number,
  round: number,
): Promise<readonly [Round, Server]> {
  const api = `${server.url}/api/v1`;
  const { PASSWORD } = await fromTests<{ PASSWORD: string }>('given.ts');
  const admin = await signIn(api, 'primary', 'sys-admin', PASSWORD);
  const headers = await administrator({ api, admin } as Wardkeep, `kill-${round}`);
  const { id } = await upload(api, headers, csvOf(people(size, `round-${round}`)));
  await until(api, headers, id, 'ready');
  await confirm(api, headers, id);
  const goal = randomInt(1, Math.max(2, Math.floor(size * 0.9)));
  const killedAt = await applied(api, headers, id, goal);
  await server.stop('SIGKILL');

  const next = await start();
  const nextApi = `${next.url}/api/v1`;
  const restarted = performance.now();
  await applied(nextApi, headers, id, killedAt + 1);
  const resumedMs = performance.now() - restarted;
  await until(nextApi, headers, id, 'succeeded');
  const found = await withSql(databaseUrl, (sql) => countsOf(sql, id));
  const lost = Object.values(found).reduce((sum, count) => sum + Math.max(0, size - count), 0);
  const double = Object.values(found).reduce((sum, count) => sum + Math.max(0, count - size), 0);
  return [{ killedAt, resumedMs, lost, double }, next];
}

/** How many rows were done when it was at least so many. */
async function applied(api: string, headers: Headers, id: string, atLeast: number): Promise<number> {
  for (;;) {
    const { state, outcomes } = await must<Import>(`${api}/users/imports/${id}`, { headers });
    const done = outcomes['created'] ?? 0;
    if (done >= atLeast || state === 'succeeded') return done;
    await sleep(10);
  }
}

async function countsOf(sql: Sql, importId: string): Promise<Record<string, number>> {
  const [counts] = await sql<Record<string, number>>(
    `WITH made AS MATERIALIZED (
       SELECT r.domain_id, r.user_id FROM user_import_row r WHERE r.import_id = $1 AND r.outcome = 'created')
     SELECT (SELECT count(*)::int FROM made) AS rows,
            (SELECT count(*)::int FROM app_user u JOIN made m ON u.id = m.user_id) AS users,
            (SELECT count(*)::int FROM user_version v JOIN made m ON v.domain_id = m.domain_id AND v.user_id = m.user_id) AS versions,
            (SELECT count(*)::int FROM account_token t JOIN made m ON t.user_id = m.user_id) AS invitations,
            (SELECT count(*)::int FROM audit_event e WHERE e.request_id = $1::text AND e.type = 'user.created') AS events`,
    [importId],
  );
  return counts ?? {};
}

function report(results: readonly Round[], size: number): void {
  const sum = (of: (round: Round) => number) => results.reduce((total, round) => total + of(round), 0);
  const slowest = percentile(
    results.map(({ resumedMs }) => resumedMs),
    1,
  );
  const [lost, double] = [sum((round) => round.lost), sum((round) => round.double)];
  printTable(
    [`${results.length} kills of ${size.toLocaleString('en')} rows`, 'found', 'goal', ''],
    [
      ['lost', String(lost), '0', judge(lost === 0)],
      ['double', String(double), '0', judge(double === 0)],
      ['resumed after, at most (s)', (slowest / 1_000).toFixed(1), '≤ 10', judge(slowest <= RESUMED_MS)],
      ['rows done when killed', results.map(({ killedAt }) => killedAt).join(' '), '', ''],
    ],
  );
}
