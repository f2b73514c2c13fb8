import pg from 'pg';
import { compareLists } from './support/compare-lists.js';
import { domainNamed } from './support/domains.js';
import { seedUsers, withoutIndexes } from './support/seed-users.js';
import type { BenchOptions } from './support/options.js';
import { signIn, startBare, withWardkeep, type Wardkeep } from './support/wardkeep.js';

const SIZES = [100_000, 1_000_000];
const SMALL = { count: 4, rows: 300 };

/** The users list of Domains of both sizes, each page beside the same rows by one bare statement. */
export function run({ rows }: BenchOptions): Promise<void> {
  const sizes = rows === null ? SIZES : [rows];
  return withWardkeep(async (wardkeep) => {
    const domains = await seeded(wardkeep, sizes);
    const bare = await startBare(wardkeep.databaseUrl);
    try {
      for (const { name, id, size } of domains) {
        console.log(`\n${size.toLocaleString('en')} users in the Domain`);
        const headers = await signIn(wardkeep.api, name, 'admin');
        await compareLists({ wardkeep, bare, domainId: id, headers });
      }
    } finally {
      await bare.stop();
    }
  });
}

type SizedDomain = { readonly name: string; readonly id: string; readonly size: number };

async function seeded(wardkeep: Wardkeep, sizes: readonly number[]): Promise<SizedDomain[]> {
  const others = Array.from({ length: SMALL.count }, (_, index) => ({
    name: `bench-small-${index}`,
    size: SMALL.rows,
  }));
  const wanted = [...others, ...sizes.map((size) => ({ name: `bench-${size}`, size }))];
  const domains: SizedDomain[] = [];
  for (const { name, size } of wanted) {
    domains.push({ name, size, id: await domainNamed(wardkeep.api, wardkeep.admin, name) });
  }
  const client = new pg.Client({ connectionString: wardkeep.databaseUrl });
  await client.connect();
  try {
    if (await isMissing(client, domains)) {
      await withoutIndexes(client, async () => {
        for (const { id, size } of domains) await seedUsers(client, id, size);
      });
      await client.query('VACUUM (ANALYZE) app_user, login_name, role');
    }
  } finally {
    await client.end();
  }
  return domains.slice(SMALL.count);
}

async function isMissing(client: pg.Client, domains: readonly SizedDomain[]): Promise<boolean> {
  await client.query('SET ROLE wardkeep_system');
  const { rows } = await client.query<{ domain_id: string; users: string }>(
    'SELECT domain_id, count(*) AS users FROM app_user GROUP BY domain_id',
  );
  await client.query('RESET ROLE');
  return domains.some(({ id, size }) => Number(rows.find((row) => row.domain_id === id)?.users ?? 0) < size);
}
