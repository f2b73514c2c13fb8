import { randomInt } from 'node:crypto';
import { judge, ms, percentile, printTable } from './figures.js';
import { keepAlive, send } from './http-client.js';
import { mannWhitney } from './mann-whitney.js';
import type { Wardkeep } from './wardkeep.js';

export const WARM_UP = 20;
/** The medians are to be no further apart. */
const GOAL = 0.05;

type Credentials = { readonly domain: string; readonly username: string; readonly password: string };
/** One reason to refuse a sign-in: who tries it in which round. */
export type Refused = { readonly name: string; readonly attempt: (round: number) => Credentials };
type Timed = { readonly name: string; readonly times: number[] };

/** Whether the time that a refusal takes tells its reason: each kind beside the first. */
export async function compareRefusals(wardkeep: Wardkeep, kinds: readonly Refused[], samples: number): Promise<void> {
  report(await interleaved(wardkeep, kinds, samples));
}

/** One at a time over one connection, in a new order each round, so that each kind meets the same noise. */
async function interleaved({ api }: Wardkeep, kinds: readonly Refused[], samples: number): Promise<readonly Timed[]> {
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
