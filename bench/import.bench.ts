import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { threadsOf } from './support/cpu.js';
import { judge, percentile, printTable } from './support/figures.js';
import { must } from './support/http-client.js';
import { administrator, confirm, csvOf, people, until, upload } from './support/imports.js';
import { memoryOf } from './support/memory.js';
import type { BenchOptions } from './support/options.js';
import { withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const ROWS = 100_000;
const GOALS = { rowsPerSecond: 5_000, megabytes: 60, meMs: 250 };

type Measured = { readonly seconds: number; readonly cpuSeconds: number };
type Phases = Readonly<Record<'upload' | 'validate' | 'apply' | 'again', Measured>> & {
  readonly megabytes: number;
  readonly me: readonly number[];
};

/**
 * A file is uploaded, validated and applied, and validated once more when nothing of it is new; with the memory that the
 * server takes beyond what it took for a quarter of the rows, and how long `GET /me` takes meanwhile. The floor is a bare
 * COPY of the same rows into a table with the same columns and indexes, without versions, events, mails or policies.
 */
export async function run({ rows }: BenchOptions): Promise<void> {
  const size = rows ?? ROWS;
  await withWardkeep(async (wardkeep) => {
    await imported(wardkeep, await administrator(wardkeep, 'quarter'), Math.ceil(size / 4), 'warm');
    const phases = await imported(wardkeep, await administrator(wardkeep, 'whole'), size, 'person');
    const copied = await bareCopy(wardkeep.databaseUrl, size);
    const line = (name: string, { seconds, cpuSeconds }: Measured, isGoal: boolean) => {
      const perSecond = size / seconds;
      const goal = isGoal ? `≥ ${GOALS.rowsPerSecond}` : '';
      const verdict = isGoal ? judge(perSecond >= GOALS.rowsPerSecond) : '';
      const share = ((copied.seconds / seconds) * 100).toFixed(0);
      return [name, seconds.toFixed(1), perSecond.toFixed(0), goal, verdict, `${share} %`, cpuSeconds.toFixed(1)];
    };
    printTable(
      [`${size.toLocaleString('en')} rows`, 'seconds', 'rows/s', 'goal', '', 'of COPY', 'CPU s of the server'],
      [
        line('bare COPY', copied, false),
        line('upload, staged', phases.upload, false),
        line('validate', phases.validate, true),
        line('apply', phases.apply, true),
        line('upload and validate again', phases.again, false),
      ],
    );
    const p99 = percentile(phases.me, 0.99);
    console.log(
      `memory: ${phases.megabytes.toFixed(0)} MB more (goal ≤ ${GOALS.megabytes}) ${judge(phases.megabytes <= GOALS.megabytes)}; ` +
        `GET /me meanwhile: p99 ${p99.toFixed(0)} ms of ${phases.me.length} (goal ≤ ${GOALS.meMs}) ${judge(p99 <= GOALS.meMs)}`,
    );
  });
}

async function imported({ api, pid }: Wardkeep, headers: Headers, size: number, mark: string): Promise<Phases> {
  const content = csvOf(people(size, mark));
  const before = memoryOf(pid);
  let most = before;
  const look = () => (most = Math.max(most, memoryOf(pid)));
  const me: number[] = [];
  const asking = setInterval(() => void asked(api, headers, me), 100);
  try {
    let id = '';
    const uploaded = await timed(pid, async () => (id = (await upload(api, headers, content)).id));
    const validate = await timed(pid, () => until(api, headers, id, 'ready', look));
    const apply = await timed(pid, async () => {
      await confirm(api, headers, id);
      const { outcomes } = await until(api, headers, id, 'succeeded', look);
      if (outcomes['created'] !== size) throw new Error(`Only ${outcomes['created']} users were made`);
    });
    const again = await timed(pid, async () => {
      const { counts } = await until(api, headers, (await upload(api, headers, content)).id, 'ready', look);
      if (counts['same'] !== size) throw new Error(`Only ${counts['same']} rows were the same`);
    });
    return { upload: uploaded, validate, apply, again, megabytes: most - before, me };
  } finally {
    clearInterval(asking);
  }
}

async function asked(api: string, headers: Headers, times: number[]): Promise<void> {
  const start = performance.now();
  await must(`${api}/me`, { headers });
  times.push(performance.now() - start);
}

async function timed(pid: number, work: () => Promise<unknown>): Promise<Measured> {
  const [start, cpu] = [performance.now(), threadsOf(pid)];
  await work();
  const after = threadsOf(pid);
  const cpuSeconds = (after.main + after.others - cpu.main - cpu.others) / 1_000;
  return { seconds: (performance.now() - start) / 1_000, cpuSeconds };
}

const FLOOR = `
DROP SCHEMA IF EXISTS bench_floor CASCADE;
CREATE SCHEMA bench_floor;
CREATE TABLE bench_floor.app_user (LIKE public.app_user INCLUDING ALL);
`;
const DOMAIN = '01900000-0000-7000-8000-000000000001';

async function bareCopy(databaseUrl: string, size: number): Promise<Measured> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(FLOOR);
    const start = performance.now();
    const target = client.query(
      copyFrom('COPY bench_floor.app_user (id, domain_id, role_id, username, first_name, last_name, email) FROM STDIN'),
    );
    await pipeline(Readable.from(lines(size)), target);
    return { seconds: (performance.now() - start) / 1_000, cpuSeconds: 0 };
  } finally {
    await client.query('DROP SCHEMA IF EXISTS bench_floor CASCADE').catch(() => undefined);
    await client.end();
  }
}

function* lines(size: number): Generator<string> {
  let index = 0;
  for (const [username, firstName, lastName, email] of people(size, 'person')) {
    const id = `01900000-0000-7000-8000-${(index += 1).toString(16).padStart(12, '0')}`;
    yield `${[id, DOMAIN, DOMAIN, username, firstName, lastName, email].join('\t')}\n`;
  }
}
