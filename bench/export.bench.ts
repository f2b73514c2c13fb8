import { request } from 'node:http';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { domainNamed } from './support/domains.js';
import { judge, printTable } from './support/figures.js';
import { memoryOf } from './support/memory.js';
import type { BenchOptions } from './support/options.js';
import { seedUsers } from './support/seed-users.js';
import { signIn, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const ROWS = 1_000_000;
const ROUNDS = 3;
const GOALS = { share: 0.5, megabytes: 30, firstByteMs: 300 };

type Read = { readonly lines: number; readonly seconds: number; readonly firstMs: number; readonly megabytes: number };

/** An export of all users of a Domain beside `COPY … TO STDOUT` of the same columns, in turn. */
export async function run({ rows, rounds }: BenchOptions): Promise<void> {
  const size = rows ?? ROWS;
  await withWardkeep(async (wardkeep) => {
    const name = `bench-export-${size}`;
    const domainId = await domainNamed(wardkeep.api, wardkeep.admin, name);
    const client = new pg.Client({ connectionString: wardkeep.databaseUrl });
    await client.connect();
    try {
      await seedUsers(client, domainId, size);
      await client.query('VACUUM (ANALYZE) app_user');
      const headers = await signIn(wardkeep.api, name, 'admin');
      await exported(wardkeep, headers, '?q=nobody-at-all');
      const reads: { readonly floor: Read; readonly csv: Read; readonly json: Read }[] = [];
      for (let round = 0; round < (rounds ?? ROUNDS); round += 1) {
        const floor = await copied(client, domainId);
        const csv = await exported(wardkeep, headers, '?format=csv');
        reads.push({ floor, csv, json: await exported(wardkeep, headers, '?format=json') });
      }
      print(size, {
        floor: best(reads.map((read) => read.floor)),
        csv: best(reads.map((read) => read.csv)),
        json: best(reads.map((read) => read.json)),
      });
    } finally {
      await client.end();
    }
  });
}

function print(size: number, { floor, csv, json }: Readonly<Record<'floor' | 'csv' | 'json', Read>>): void {
  const row = (name: string, read: Read) => {
    const share = floor.seconds / read.seconds / (floor.lines / read.lines);
    const isReached = share >= GOALS.share && read.megabytes <= GOALS.megabytes && read.firstMs <= GOALS.firstByteMs;
    return [name, ...figuresOf(read), share.toFixed(2), read === floor ? '' : judge(isReached)];
  };
  printTable(
    [`${size.toLocaleString('en')} users`, 'rows/s', 'first byte ms', 'MB more', 'of COPY', ''],
    [row('COPY of the same columns', floor), row('export, CSV', csv), row('export, JSON', json)],
  );
}

function figuresOf({ lines, seconds, firstMs, megabytes }: Read): string[] {
  return [Math.round(lines / seconds).toLocaleString('en'), firstMs.toFixed(0), megabytes.toFixed(1)];
}

/** The machine is shared: the quickest of each tells most about what it takes. Of memory, the most counts. */
function best(reads: readonly Read[]): Read {
  const [quickest] = [...reads].sort((left, right) => left.seconds - right.seconds);
  if (!quickest) throw new Error('Nothing was read');
  return { ...quickest, megabytes: Math.max(...reads.map(({ megabytes }) => megabytes)) };
}

async function copied(client: pg.Client, domainId: string): Promise<Read> {
  const copy = copyTo(
    `COPY (SELECT u.username, u.first_name, u.last_name, r.name, u.enabled, u.two_factor_required, u.language,
       u.time_zone, u.email_notifications, u.login_method, u.source, u.created_at, u.updated_at
       FROM app_user u JOIN role r ON r.id = u.role_id WHERE u.domain_id = ${pg.escapeLiteral(domainId)})
     TO STDOUT (FORMAT csv)`,
  );
  await client.query('SET ROLE wardkeep_system');
  const read = await drained(client.query(copy), process.pid);
  await client.query('RESET ROLE');
  return read;
}

function exported({ api, pid }: Wardkeep, headers: Headers, query: string): Promise<Read> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const asked = request(`${api}/users/export${query}`, { headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`The export was answered ${response.statusCode}`));
      drained(response, pid, started).then(resolve, reject);
    });
    asked.on('error', reject).end();
  });
}

async function drained(bytes: AsyncIterable<unknown>, pid: number, started = performance.now()): Promise<Read> {
  const before = memoryOf(pid);
  let [lines, firstMs, most] = [0, 0, before];
  for await (const part of bytes as AsyncIterable<Buffer>) {
    firstMs ||= performance.now() - started;
    for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) lines += 1;
    if (lines % 64 === 0) most = Math.max(most, memoryOf(pid));
  }
  return { lines, seconds: (performance.now() - started) / 1_000, firstMs, megabytes: most - before };
}
