import type pg from 'pg';

/** Letters that few names hold, for a search that finds a handful. */
export const RARE = 'xqzw';
/** Part of many names. */
export const FREQUENT = 'anna';
export const SOURCE = 'directory-berlin';

const FIRST =
  `anna johanna marie lena sofia mia emma hannah laura julia sarah lisa katharina eva clara ben paul leon finn
  jonas luis lukas felix max noah elias david simon jan tim peter michael thomas andreas stefan`.split(/\s+/);
const LAST = `mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann koch bauer richter klein wolf
  schroeder neumann schwarz zimmermann braun krueger hofmann hartmann lange schmitt werner krause lehmann maier koehler
  herrmann koenig walter mayer huber kaiser fuchs peters lang scholz moeller weiss jung hahn schubert vogel`.split(
  /\s+/,
);

/**
 * Users in statements over sets, as an import adds them: the login names come from the triggers. One in 20 is
 * disabled, one in 50 invited, one in 10 has never signed in, one in 500 is locked, one in 25 has an expired password;
 * one in 5 comes from a directory. The times lie within the last three years.
 */
const INSERT = `
WITH few AS (SELECT $2::text[] AS first, $3::text[] AS last),
role_of AS (SELECT kind, id FROM role WHERE domain_id = $1),
made AS (
  SELECT n, ('0' || substr(md5(n::text || 'a'), 1, 7))::text AS noise,
         first[1 + (hashint8(n) & 2147483647) % cardinality(first)] AS first_name,
         last[1 + (hashint8(n * 7919) & 2147483647) % cardinality(last)] AS last_name,
         (hashint8(n * 31) & 2147483647) % 1000 AS of_1000, (hashint8(n * 101) & 2147483647) % 1000 AS other_1000,
         now() - (hashint8(n * 17) & 2147483647) % 94608000 * interval '1 second' AS born
    FROM generate_series($4::bigint, $5::bigint) AS n, few
)
INSERT INTO app_user (id, domain_id, username, first_name, last_name, email, role_id, login_method, source, enabled,
  invited, totp_enrolled, password_changed_at, password_expires_at, locked_until, last_login_at, created_at, updated_at)
SELECT (lpad(to_hex(1700000000000 + n * 97), 12, '0') || '7' || substr(md5(n::text || $1), 1, 3) || '8' ||
         substr(md5(n::text || $1), 4, 15))::uuid,
       $1, CASE WHEN n % 200000 = 7 THEN '${RARE}.' ELSE '' END || first_name || '.' || last_name || n,
       initcap(first_name), initcap(last_name), first_name || '.' || last_name || n || '@example.org',
       (SELECT id FROM role_of WHERE kind = CASE WHEN other_1000 < 1 THEN 'domain-administrator'
         WHEN other_1000 < 11 THEN 'operator' WHEN other_1000 < 111 THEN 'pipeline-management' ELSE 'read-only' END),
       CASE WHEN other_1000 >= 800 THEN 'ldap' ELSE 'standard' END,
       CASE WHEN other_1000 >= 800 THEN '${SOURCE}' ELSE 'local' END,
       of_1000 >= 50, of_1000 BETWEEN 50 AND 69, other_1000 % 3 = 0, born,
       CASE WHEN of_1000 BETWEEN 200 AND 239 THEN born WHEN of_1000 < 600 THEN now() + interval '60 days' END,
       CASE WHEN of_1000 BETWEEN 100 AND 101 THEN now() + interval '1 day' END,
       CASE WHEN of_1000 BETWEEN 50 AND 149 THEN '-infinity' ELSE born + (now() - born) * (of_1000 / 1000.0) END,
       born, born + (now() - born) * (other_1000 / 1000.0)
  FROM made`;

const FIRST_BATCH = 2_000;
const BATCH = 100_000;

/** Fills a Domain up to that many users. */
export async function seedUsers(client: pg.Client, domainId: string, rows: number): Promise<void> {
  await client.query('SET ROLE wardkeep_system');
  const { rows: counts } = await client.query<{ count: string }>('SELECT count(*) FROM app_user WHERE domain_id = $1', [
    domainId,
  ]);
  const known = Number(counts[0]?.count ?? 0);
  let batch = FIRST_BATCH;
  for (let next = known + 1; next <= rows; next += batch) {
    batch = next === known + 1 ? FIRST_BATCH : BATCH;
    await client.query(INSERT, [domainId, FIRST, LAST, next, Math.min(rows, next + batch - 1)]);
    if (batch === FIRST_BATCH) await analyze(client);
  }
  await client.query('RESET ROLE');
}

/** Without figures about the tables, each check of a reference reads all rows of the Domain. */
async function analyze(client: pg.Client): Promise<void> {
  await client.query('RESET ROLE');
  await client.query('ANALYZE app_user, login_name, role');
  await client.query('SET ROLE wardkeep_system');
}

/** Runs the work without the indexes that guard nothing and builds them afterwards, as a restore does. */
export async function withoutIndexes(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
       FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
      WHERE i.indrelid = 'app_user'::regclass AND c.oid IS NULL`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  try {
    await work();
  } finally {
    for (const { definition } of rows) await client.query(definition);
  }
}
