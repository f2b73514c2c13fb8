import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { verify, hash, type Options } from '@node-rs/argon2';
import { familyOf, parentOf, threadsOf } from './support/cpu.js';
import { domainNamed, usersWithPasswords } from './support/domains.js';
import { judge, ms, percentile, printTable } from './support/figures.js';
import { keepAlive, send, type Answer } from './support/http-client.js';
import type { BenchOptions } from './support/options.js';
import { withSql } from './support/sql.js';
import { PASSWORD, signIn, startBare, withWardkeep, type Wardkeep } from './support/wardkeep.js';

const USERS = 60;
const ROUNDS = 4;
const ROUND_MS = 4_000;
/** Enough to keep each core busy while others wait for the database. */
const AT_ONCE = 6;
const CORES = 2;
const COSTED = 300;
const STORM = 200;
const STORM_MS = 8_000;
const PROBE_EVERY_MS = 20;
/** Who is told to come back in a second does so at the latest so much later. */
const LATER_MS = 1_000;
/** What waited in the queue until its time was over was not turned away at the door. */
const WAITED_MS = 2_900;

const ARGON2ID = 2;
/** The default settings of `hashing`, but for the memory where another is asked for. */
const DEFAULT_KIB = 19_456;
const PARAMETERS = { algorithm: ARGON2ID, timeCost: 2, parallelism: 1, outputLen: 32 };

type Bare = Awaited<ReturnType<typeof startBare>>;

/** Sign-ins beside the bare hashes of the same cost, and what a storm of them does to everybody else. */
export function run({ memory }: BenchOptions): Promise<void> {
  const memoryKib = memory ?? DEFAULT_KIB;
  const parameters: Options = { ...PARAMETERS, memoryCost: memoryKib };
  const work = async (wardkeep: Wardkeep) => {
    const domain = `bench-sign-in-${Date.now().toString(36)}`;
    await domainNamed(wardkeep.api, wardkeep.admin, domain);
    const headers = await signIn(wardkeep.api, domain, 'admin');
    const names = await usersWithPasswords(wardkeep.api, headers, USERS);
    const bare = await startBare(wardkeep.databaseUrl, 'bench/support/bare-sign-in.ts');
    try {
      await bare.ask({ names, password: PASSWORD, parameters });
      const stored = await hash(PASSWORD, parameters);
      await rates(wardkeep, bare, stored, domain, names);
      await costs(wardkeep, bare, stored, domain, names);
    } finally {
      await bare.stop();
    }
    await storm(wardkeep, domain, names);
  };
  return withWardkeep(work, { configuration: { hashing: { memoryKib } } });
}

type Target = { readonly name: string; readonly work: () => Promise<unknown>; readonly atOnce: number };

/** Hashes alone, the least that a sign-in can be, and Wardkeep's: in turns, so that noise meets them alike. */
async function rates(
  wardkeep: Wardkeep,
  bare: Bare,
  stored: string,
  domain: string,
  names: readonly string[],
): Promise<void> {
  let next = 0;
  const name = () => names[(next += 1) % names.length] ?? '';
  const targets: readonly Target[] = [
    { name: 'Argon2id alone, one a core', work: () => verify(stored, PASSWORD), atOnce: CORES },
    { name: 'a bare sign-in over HTTP', work: () => done(attemptBare(bare, name())), atOnce: AT_ONCE },
    { name: 'sign-ins of Wardkeep', work: () => done(attempt(wardkeep, domain, name())), atOnce: AT_ONCE },
  ];
  const measured: number[][] = targets.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, { work, atOnce }] of targets.entries()) {
      const rate = await perSecond(atOnce, work);
      if (round > 0) measured[index]?.push(rate);
    }
  }
  reportRates(targets, measured);
}

function reportRates(targets: readonly Target[], measured: readonly number[][]): void {
  const beside = (index: number, other: number) =>
    percentile(
      (measured[index] ?? []).map((rate, round) => rate / (measured[other]?.[round] ?? Number.NaN)),
      0.5,
    );
  const goal = beside(2, 0);
  const notes = ['', beside(1, 0).toFixed(2), `${goal.toFixed(2)} (goal ≥ 0.90) ${judge(goal >= 0.9)}`];
  printTable(
    ['per second', 'median', 'slowest round', '÷ hashes', '÷ bare sign-ins'],
    targets.map(({ name }, index) => {
      const of = measured[index] ?? [];
      const figures = [percentile(of, 0.5).toFixed(1), Math.min(...of).toFixed(1)];
      return [name, ...figures, notes[index] ?? '', index === 2 ? beside(2, 1).toFixed(2) : ''];
    }),
  );
}

async function done(answer: Promise<Answer>): Promise<void> {
  const { status, body } = await answer;
  if (status !== 200) throw new Error(`A sign-in answered ${status}: ${body}`);
}

async function perSecond(workers: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (performance.now() - start < ROUND_MS) {
        await work();
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - start) / 1_000);
}

/**
 * Where the time of the cores goes: what one hash needs beside all that a sign-in needs. Other work on the machine makes
 * both longer alike, so this tells the ratio that is within reach even where the rates are noise.
 */
async function costs(
  wardkeep: Wardkeep,
  bare: Bare,
  stored: string,
  domain: string,
  names: readonly string[],
): Promise<void> {
  if (process.platform !== 'linux') return;
  const postmaster = await postmasterOf(wardkeep.databaseUrl);
  const of = (pid: number, work: (name: string) => Promise<unknown>) => costOf(pid, postmaster, names, work);
  const alone = await of(process.pid, () => verify(stored, PASSWORD));
  const least = await of(bare.pid, (name) => attemptBare(bare, name));
  const whole = await of(wardkeep.pid, (name) => attempt(wardkeep, domain, name));
  console.log(`\ncores' time in ms, mean of ${COSTED}`);
  const row = (name: string, part: keyof Cost) => [name, ms(least[part]), ms(whole[part])];
  const total = (cost: Cost) => cost.main + cost.others + cost.database + cost.client;
  printTable(
    ['by', 'a bare sign-in', 'a sign-in of Wardkeep'],
    [
      row('the server: its main thread', 'main'),
      row('the server: other threads, which hash', 'others'),
      row('PostgreSQL', 'database'),
      row('the client of this benchmark', 'client'),
      ['all', ms(total(least)), ms(total(whole))],
      ['the hash alone, in the client', ms(alone.client), ms(alone.client)],
      ['so that the ratio is at best', ratio(alone.client, total(least)), ratio(alone.client, total(whole))],
    ],
  );
}

const ratio = (hashing: number, all: number) => (hashing / all).toFixed(2);

type Cost = { readonly main: number; readonly others: number; readonly database: number; readonly client: number };

async function costOf(
  pid: number,
  postmaster: number | null,
  names: readonly string[],
  work: (name: string) => Promise<unknown>,
): Promise<Cost> {
  const now = (): Cost => {
    const { user, system } = process.cpuUsage();
    const database = postmaster === null ? 0 : familyOf(postmaster);
    return { client: (user + system) / 1_000, ...threadsOf(pid), database };
  };
  const before = now();
  await inTurns(COSTED, (index) => work(names[index % names.length] ?? ''));
  const after = now();
  const each = (part: keyof Cost) => (after[part] - before[part]) / COSTED;
  return { main: each('main'), others: each('others'), database: each('database'), client: each('client') };
}

async function inTurns(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work((next += 1));
  };
  await Promise.all(Array.from({ length: CORES }, worker));
}

/** Null when the database is on another machine. */
function postmasterOf(databaseUrl: string): Promise<number | null> {
  return withSql(databaseUrl, async (sql) => {
    const [own] = await sql<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return own ? parentOf(own.pid) : null;
  });
}

const doors = keepAlive(STORM);

function attempt({ api }: Wardkeep, domain: string, username: string): Promise<Answer> {
  const body = { domain, username, password: PASSWORD, delivery: 'bearer' };
  return send(`${api}/auth/sign-in`, { method: 'POST', body, agent: doors });
}

function attemptBare({ origin }: Bare, username: string): Promise<Answer> {
  return send(origin, { method: 'POST', body: { username, password: PASSWORD }, agent: doors });
}

type Probe = { readonly name: string; readonly url: string; readonly times: number[] };
type Storm = { readonly first: readonly Answer[]; readonly later: readonly Answer[] };

/**
 * All at once; then each comes back as soon as it may or a little later, as people do. Connections are open already, as
 * a proxy keeps them: Node takes new ones one by one, and it is not sockets that are measured.
 */
async function storm(wardkeep: Wardkeep, domain: string, names: readonly string[]): Promise<void> {
  const headers = await signIn(wardkeep.api, domain, 'admin');
  const { api, origin } = wardkeep;
  const probes: readonly Probe[] = [
    { name: 'GET /me', url: `${api}/me`, times: [] },
    { name: 'GET /users', url: `${api}/users`, times: [] },
    { name: 'GET /health/live', url: `${origin}/health/live`, times: [] },
    { name: 'GET /health/ready', url: `${origin}/health/ready`, times: [] },
  ];
  const agent = keepAlive(probes.length);
  await Promise.all(probes.map(({ url }) => send(url, { headers, agent })));
  await Promise.all(Array.from({ length: STORM }, () => send(`${origin}/health/live`, { agent: doors })));
  const end = performance.now() + STORM_MS;
  const [first, later]: [Answer[], Answer[]] = [[], []];
  const people = Array.from({ length: STORM }, async (_, index) => {
    for (let tries = 0; performance.now() < end; tries += 1) {
      const answer = await attempt(wardkeep, domain, names[index % names.length] ?? '');
      (tries === 0 ? first : later).push(answer);
      const wait = Number(answer.headers['retry-after'] ?? 0) * 1_000;
      if (answer.status === 503) await sleep(wait + randomInt(LATER_MS));
    }
  });
  const probing = probes.map(async ({ url, times }) => {
    for (; performance.now() < end; await sleep(PROBE_EVERY_MS)) times.push((await send(url, { headers, agent })).ms);
  });
  await Promise.all([...people, ...probing]);
  reportStorm(probes, { first, later });
}

function reportStorm(probes: readonly Probe[], { first, later }: Storm): void {
  const row = (name: string, times: readonly number[], goal: number) => [
    name,
    String(times.length),
    ...[0.5, 0.95, 0.99].map((share) => ms(percentile(times, share))),
    `${goal} ${judge(times.length > 0 && percentile(times, 0.99) <= goal)}`,
  ];
  const timesOf = (answers: readonly Answer[]) => answers.map(({ ms: time }) => time);
  console.log(`\nduring a storm of ${STORM} parallel sign-ins`);
  printTable(
    ['request', 'answers', 'p50 ms', 'p95 ms', 'p99 ms', 'goal for p99'],
    [
      ...probes.map(({ name, times }) => row(name, times, 100)),
      row(`turned away of the first ${STORM}`, timesOf(first.filter(isShed)), 30),
      row('turned away later', timesOf(later.filter(isShed)), 30),
    ],
  );
  reportOthers([...first, ...later]);
}

function reportOthers(answers: readonly Answer[]): void {
  const bare = answers.filter(({ status, headers }) => status === 503 && headers['retry-after'] === undefined);
  const strange = answers.filter(({ status }) => status !== 200 && status !== 503);
  const done = answers.filter(({ status }) => status === 200).length;
  const late = answers.length - done - answers.filter(isShed).length - strange.length;
  console.log(
    `${done} signed in, ${late} waited too long, ${bare.length} without Retry-After, ${strange.length} other answers: ` +
      judge(bare.length === 0 && strange.length === 0),
  );
}

function isShed({ status, ms: time }: Answer): boolean {
  return status === 503 && time < WAITED_MS;
}
