import { Busy, type Ground, type Race } from './races/race.js';
import { resetToken } from './races/reset-token.js';
import { recoveryCode, totpStep } from './races/second-factor.js';
import { sessionCap } from './races/session-cap.js';
import { domainNamed } from './support/domains.js';
import { judge, printTable } from './support/figures.js';
import type { BenchOptions } from './support/options.js';
import { withSql } from './support/sql.js';
import { PATIENT, signIn, withWardkeep } from './support/wardkeep.js';

const ROUNDS = 1_000;
const RACES: readonly Race[] = [sessionCap(1), totpStep, recoveryCode, resetToken, sessionCap(3)];
/** Rounds in which the server was too busy to answer everybody, as a share of all. */
const MOST_BUSY = 0.5;
const SHOWN = 3;

type Score = { readonly violations: readonly string[]; readonly busy: number; readonly seconds: number };

/** What may happen only so often, tried by several at once. */
export function run({ rounds }: BenchOptions): Promise<void> {
  const configuration = { ...PATIENT, passwords: { history: 0 } };
  return withWardkeep(
    ({ databaseUrl, ...wardkeep }) =>
      withSql(databaseUrl, async (sql) => {
        const domain = `bench-races-${Date.now().toString(36)}`;
        await domainNamed(wardkeep.api, wardkeep.admin, domain);
        const admin = await signIn(wardkeep.api, domain, 'admin');
        const ground = { wardkeep: { databaseUrl, ...wardkeep }, domain, admin, sql };
        const scores: (readonly [Race, Score])[] = [];
        for (const race of RACES) scores.push([race, await scoreOf(race, ground, rounds ?? ROUNDS)]);
        report(scores, rounds ?? ROUNDS);
      }),
    { configuration },
  );
}

async function scoreOf(race: Race, ground: Ground, rounds: number): Promise<Score> {
  const start = performance.now();
  const runRound = await race.prepare(ground);
  const violations: string[] = [];
  let busy = 0;
  for (let decided = 0; decided < rounds;) {
    try {
      const violation = await runRound(decided + busy);
      decided += 1;
      if (violation !== null) violations.push(violation);
    } catch (error) {
      if (!(error instanceof Busy) || busy > 1 + rounds * MOST_BUSY) throw error;
      busy += 1;
    }
  }
  return { violations, busy, seconds: (performance.now() - start) / 1_000 };
}

function report(scores: readonly (readonly [Race, Score])[], rounds: number): void {
  printTable(
    ['race', 'rounds', 'at once', 'violations', 'run again: busy', 'seconds'],
    scores.map(([{ name, atOnce }, { violations, busy, seconds }]) => [
      name,
      String(rounds),
      String(atOnce),
      `${violations.length} ${judge(violations.length === 0)}`,
      String(busy),
      seconds.toFixed(0),
    ]),
  );
  for (const [{ name }, { violations }] of scores) {
    for (const violation of violations.slice(0, SHOWN)) console.log(`${name}: ${violation}`);
  }
}
