import pg from 'pg';
import type { Child } from './child.js';
import { judge, ms, percentile, printTable } from './figures.js';
import { must, send } from './http-client.js';
import { pairedCases, singleCases, type ListCase } from './list-cases.js';
import { planOf, type Plan } from './plans.js';
import type { Statement, Transaction } from './record-statements.js';
import type { Headers, Wardkeep } from './wardkeep.js';

type Comparing = {
  readonly wardkeep: Wardkeep;
  readonly bare: Child & { readonly origin: string };
  readonly domainId: string;
  readonly headers: Headers;
};
type Page = { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null };
type Result = {
  readonly name: string;
  /** Of the first request, which counts what nobody counted within the last ten seconds. */
  readonly first: number;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  readonly plan: Plan;
};

const LIMIT = 50;
const GOAL = 1.5;
/** Requests of each side; fewer of what is slow. */
const MOST = 20;
const BUDGET_MS = 700;

const ROW = `u.id, u.domain_id, u.username, u.first_name, u.last_name, u.email, u.phone, u.role_id, r.name AS role_name,
  u.login_method, u.source, u.enabled, u.two_factor_required, u.totp_enrolled, u.time_zone, u.language,
  u.email_notifications, u.password_changed_at, u.password_expires_at, u.must_change_password, u.invited,
  u.locked_until, u.last_login_at, u.version, u.created_at, u.updated_at`;

/** Prints the table of all single cases, then the worst of every filter with every sort. */
export async function compareLists(comparing: Comparing): Promise<void> {
  const { wardkeep, headers } = comparing;
  const { items } = await must<{ items: { id: string; kind: string }[] }>(`${wardkeep.api}/roles`, { headers });
  const roles = Object.fromEntries(items.map(({ kind, id }) => [kind, id]));
  const client = new pg.Client({ connectionString: wardkeep.databaseUrl });
  await client.connect();
  try {
    const single: Result[] = [];
    for (const one of singleCases(roles)) single.push(await compare(comparing, client, one, MOST));
    print(single);
    const paired: Result[] = [];
    for (const one of pairedCases(roles)) paired.push(await compare(comparing, client, one, 3));
    const missed = paired.filter((result) => ratioOf(result) > GOAL || result.plan.readsWholeTable);
    const whole = paired.filter(({ plan }) => plan.readsWholeTable);
    console.log(`\n${whole.length} pairs read the table of users from end to end: ${judge(whole.length === 0)}`);
    console.log(`${paired.length} pairs of a filter and a sort, ${missed.length} beyond ${GOAL} times; the ten worst:`);
    print([...paired].sort((a, b) => ratioOf(b) - ratioOf(a)).slice(0, 10));
    console.log('\nthe ten slowest:');
    print([...paired].sort((a, b) => percentile(b.ours, 0.5) - percentile(a.ours, 0.5)).slice(0, 10));
  } finally {
    await client.end();
  }
}

async function compare(comparing: Comparing, client: pg.Client, one: ListCase, most: number): Promise<Result> {
  const { wardkeep, bare, headers } = comparing;
  const after = one.at === null ? null : await placeAt(comparing, client, one);
  const url = await urlOf(comparing, one, after);
  await bare.ask({ use: [bareStatement(comparing.domainId, one, after)] });
  const { ms: first } = await send(url, { headers });
  await sameRows(url, headers, bare.origin, one.name);

  const sent = await wardkeep.transactionsOf(() => send(url, { headers }));
  const plan = await planOf(client, ...onlyStatement(sent, comparing.domainId, one.name));

  const ours: number[] = [];
  const theirs: number[] = [];
  const end = performance.now() + BUDGET_MS;
  while (ours.length < most && (ours.length < 3 || performance.now() < end)) {
    ours.push((await send(url, { headers })).ms);
    theirs.push((await send(`${bare.origin}/0`)).ms);
  }
  return { name: one.name, first, ours, theirs, plan };
}

/** A list is one transaction in its Domain with one statement beside BEGIN and COMMIT. */
function onlyStatement(sent: readonly Transaction[], domainId: string, name: string): [Statement, Statement] {
  const [transaction, ...others] = sent.filter(([opening]) => opening?.text.includes(domainId));
  const [opening, ...rest] = transaction ?? [];
  const [statement, ...more] = rest.filter(({ text }) => !text.startsWith('COMMIT'));
  if (!opening || !statement || others.length > 0 || more.length > 0) {
    throw new Error(`${name}: a list must be one statement, but ${JSON.stringify(sent.map((one) => one.length))}`);
  }
  return [opening, statement];
}

type Place = { readonly value: unknown; readonly id: string };

/** The row before the page that begins at that share of the rows; of 1 the page is the last. */
async function placeAt({ domainId }: Comparing, client: pg.Client, { sort, at }: ListCase): Promise<Place> {
  const { column, direction } = sort;
  await client.query('SET ROLE wardkeep_system');
  const { rows } = await client.query<Place>(
    `SELECT CASE WHEN pg_typeof(${column}) = 'text'::regtype THEN ${column}::text
                 ELSE coalesce(to_char(nullif(${column}::text, '-infinity')::timestamptz AT TIME ZONE 'UTC',
                                       'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '-infinity') END AS value, id
       FROM app_user WHERE domain_id = $1 ORDER BY ${column} ${direction}, id ${direction} LIMIT 1
      OFFSET (SELECT greatest(0, least(count(*) - ${LIMIT / 2}, (count(*) * $2::float8)::bigint))
                FROM app_user WHERE domain_id = $1)`,
    [domainId, at],
  );
  await client.query('RESET ROLE');
  if (!rows[0]) throw new Error('The Domain has no such row');
  return rows[0];
}

/** The cursor of the second page, moved to the place: what a reader holds who came there page by page. */
async function urlOf(
  { wardkeep, headers }: Comparing,
  { filter, sort }: ListCase,
  after: Place | null,
): Promise<string> {
  const query = new URLSearchParams({ ...filter.query, sort: sort.term });
  const url = `${wardkeep.api}/users?${query.toString()}`;
  if (!after) return url;
  const { nextCursor } = await must<Page>(url, { headers });
  const [list, , ...total] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as unknown[];
  const cursor = Buffer.from(JSON.stringify([list, [after.value, after.id], ...total])).toString('base64url');
  return `${url}&cursor=${cursor}`;
}

function bareStatement(domainId: string, { filter, sort }: ListCase, after: Place | null): Statement {
  const { column, direction } = sort;
  const next = filter.values.length + 2;
  const beyond = after ? `AND (u.${column}, u.id) ${direction === 'ASC' ? '>' : '<'} ($${next}, $${next + 1})` : '';
  return {
    text: `SELECT ${ROW} FROM app_user u JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id
            WHERE u.domain_id = $1 AND ${filter.where} ${beyond}
            ORDER BY u.${column} ${direction}, u.id ${direction} LIMIT ${LIMIT}`,
    values: [domainId, ...filter.values, ...(after ? [after.value, after.id] : [])],
  };
}

async function sameRows(url: string, headers: Headers, bareOrigin: string, name: string): Promise<void> {
  const page = await must<Page>(url, { headers });
  const rows = await must<readonly { id: string }[]>(`${bareOrigin}/0`);
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join();
  if (ids(page.items) !== ids(rows)) throw new Error(`${name}: the bare statement finds other rows`);
}

function ratioOf({ ours, theirs }: Result): number {
  return percentile(ours, 0.5) / percentile(theirs, 0.5);
}

function print(results: readonly Result[]): void {
  printTable(
    ['list', 'first ms', 'p50 ms', 'p95 ms', 'bare p50', 'bare p95', 'ratio', 'goal', 'read through'],
    results.map((result) => [
      result.name,
      ms(result.first),
      ...[result.ours, result.theirs].flatMap((times) => [ms(percentile(times, 0.5)), ms(percentile(times, 0.95))]),
      ratioOf(result).toFixed(2),
      judge(ratioOf(result) <= GOAL && !result.plan.readsWholeTable),
      [...new Set(result.plan.reads)].join(', '),
    ]),
  );
}
