import { randomInt } from 'node:crypto';
import { domainNamed, usersWithPasswords } from './support/domains.js';
import { judge, ms, percentile, printTable } from './support/figures.js';
import { keepAlive, send } from './support/http-client.js';
import { mannWhitney } from './support/mann-whitney.js';
import type { BenchOptions } from './support/options.js';
import { withSql, type Sql } from './support/sql.js';
import { PASSWORD, PATIENT, signIn, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const SAMPLES = 200;
const WARM_UP = 20;
const WRONG = 'Bench-wrong-horse-42!';
/** Wrong passwords of one user before it would lock, with room. */
const FAILURES_OF_ONE = 50;
/** The medians are to be no further apart. */
const GOAL = 0.05;

type Credentials = { readonly domain: string; readonly username: string; readonly password: string };
/** One reason to refuse a sign-in: who tries it in which round. */
type Kind = { readonly name: string; readonly attempt: (round: number) => Credentials };
type Timed = { readonly name: string; readonly times: number[] };

/** Every sign-in that is refused is refused alike: whether the time it takes tells the reason. */
export function run({ samples }: BenchOptions): Promise<void> {
  return withWardkeep(
    async (wardkeep) => {
      const kinds = await prepare(wardkeep, samples ?? SAMPLES);
      report(await interleaved(wardkeep, kinds, samples ?? SAMPLES));
    },
    { configuration: PATIENT },
  );
}

async function prepare({ api, admin, databaseUrl }: Wardkeep, samples: number): Promise<readonly Kind[]> {
  const domain = `bench-timing-${Date.now().toString(36)}`;
  await domainNamed(api, admin, domain);
  const headers = await signIn(api, domain, 'admin');
  const each = Math.ceil((samples + WARM_UP) / FAILURES_OF_ONE);
  const spread = spreader(api, headers, domain, each);
  const kinds: Kind[] = [
    await spread('wrong password', 'wrong', WRONG),
    await spread('disabled, right password', 'disabled'),
    await spread('locked, right password', 'locked'),
    await spread('of another login method', 'elsewhere'),
    { name: 'unknown user', attempt: (round) => ({ domain, username: `nobody-${round % each}`, password: PASSWORD }) },
    {
      name: 'unknown Domain',
      attempt: (round) => ({ domain: `no-${domain}`, username: `wrong-${round % each}`, password: PASSWORD }),
    },
  ];
  await withSql(databaseUrl, shut);
  return kinds;
}

/** Users of one kind, who take turns. */
function spreader(api: string, headers: Headers, domain: string, each: number) {
  return async (name: string, prefix: string, password = PASSWORD): Promise<Kind> => {
    const names = await usersWithPasswords(api, headers, each, prefix);
    return { name, attempt: (round) => ({ domain, username: names[round % each] ?? '', password }) };
  };
}

async function shut(sql: Sql): Promise<void> {
  await sql(`UPDATE app_user SET enabled = false WHERE username LIKE 'disabled-%'`);
  await sql(`UPDATE app_user SET locked_until = now() + interval '1 day' WHERE username LIKE 'locked-%'`);
  await sql(`UPDATE app_user SET login_method = 'ldap' WHERE username LIKE 'elsewhere-%'`);
}

/** One at a time over one connection, in a new order each round, so that each kind meets the same noise. */
async function interleaved({ api }: Wardkeep, kinds: readonly Kind[], samples: number): Promise<readonly Timed[]> {
  const timed = kinds.map(({ name, attempt }) => ({ name, attempt, times: [] as number[] }));
  const agent = keepAlive(1);
  for (let round = 0; round < WARM_UP + samples; round += 1) {
    for (const { name, attempt, times } of shuffled(timed)) {
      const body = { ...attempt(round), delivery: 'bearer' };
      const { status, ms: time } = await send(`${api}/auth/sign-in`, { method: 'POST', body, agent });
      if (status !== 401) throw new Error(`${name}: answered ${status}`);
      if (round >= WARM_UP) times.push(time);
    }
  }
  agent.destroy();
  return timed;
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(randomInt(left.length), 1));
}

function report(timed: readonly Timed[]): void {
  const base = timed[0]?.times ?? [];
  const median = percentile(base, 0.5);
  printTable(
    ['refused because', 'answers', 'p50 ms', 'p95 ms', 'gap of the medians (goal ≤ 5 %)', 'Mann-Whitney p'],
    timed.map(({ name, times }, index) => {
      const gap = percentile(times, 0.5) / median - 1;
      const compared = [
        `${(gap * 100).toFixed(1)} % ${judge(Math.abs(gap) <= GOAL)}`,
        mannWhitney(times, base).toFixed(3),
      ];
      return [
        name,
        String(times.length),
        ms(percentile(times, 0.5)),
        ms(percentile(times, 0.95)),
        ...(index === 0 ? ['', ''] : compared),
      ];
    }),
  );
}
