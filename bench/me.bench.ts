import autocannon from 'autocannon';
import { judge, percentile, printTable } from './support/figures.js';
import { must } from './support/http-client.js';
import { signIn, startBare, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';
import { domainNamed } from './support/domains.js';

const CONNECTIONS = 20;
const SECONDS = 3;
const ROUNDS = 5;

type Target = { readonly name: string; readonly url: string; readonly headers: Headers };

/** `GET /me` beside a route of the same process that does nothing, and beside a bare server with one SELECT. */
export function run(): Promise<void> {
  return withWardkeep(compare, { script: 'bench/support/with-empty-route.ts' });
}

async function compare({ api, admin, databaseUrl }: Wardkeep): Promise<void> {
  await domainNamed(api, admin, 'bench-me');
  const headers = await signIn(api, 'bench-me', 'admin');
  const me = await must<{ user: { id: string } }>(`${api}/me`, { headers });
  const bare = await startBare(databaseUrl);
  try {
    const text = 'SELECT id, username, first_name, last_name, email, role_id, enabled FROM app_user WHERE id = $1';
    await bare.ask({ use: [{ text, values: [me.user.id] }] });
    const targets: readonly Target[] = [
      { name: 'GET /me', url: `${api}/me`, headers },
      { name: 'empty route, same process', url: `${api}/empty`, headers },
      { name: 'bare node:http + one SELECT', url: `${bare.origin}/0`, headers: {} },
    ];
    report(targets, await interleaved(targets));
  } finally {
    await bare.stop();
  }
}

/** Requests per second of each target in each round: the targets take turns, so that noise meets them alike. */
async function interleaved(targets: readonly Target[]): Promise<number[][]> {
  const rates: number[][] = targets.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, target] of targets.entries()) {
      const rate = await requestsPerSecond(target);
      if (round > 0) rates[index]?.push(rate);
    }
  }
  return rates;
}

async function requestsPerSecond({ url, headers }: Target): Promise<number> {
  const result = await autocannon({ url, headers: { ...headers }, connections: CONNECTIONS, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.total / result.duration;
}

function report(targets: readonly Target[], rates: readonly number[][]): void {
  const ratio = (other: number) => {
    const of = (rates[0] ?? []).map((rate, round) => rate / (rates[other]?.[round] ?? Number.NaN));
    return percentile(of, 0.5);
  };
  const [empty, bare] = [ratio(1), ratio(2)];
  const goals = [
    '',
    `${empty.toFixed(2)} of it (goal ≥ 0.60) ${judge(empty >= 0.6)}`,
    `${bare.toFixed(2)} of it (goal ≥ 1) ${judge(bare >= 1)}`,
  ];
  printTable(
    ['target', 'requests/s', 'slowest round', 'GET /me is'],
    targets.map(({ name }, index) => {
      const of = rates[index] ?? [];
      return [name, percentile(of, 0.5).toFixed(0), Math.min(...of).toFixed(0), goals[index] ?? ''];
    }),
  );
}
