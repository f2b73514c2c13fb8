import { setTimeout as sleep } from 'node:timers/promises';
import { verify, hash, type Options } from '@node-rs/argon2';
import { domainNamed, usersWithPasswords } from './support/domains.js';
import { judge, ms, percentile, printTable } from './support/figures.js';
import { keepAlive, send, type Answer } from './support/http-client.js';
import { PASSWORD, signIn, withWardkeep, type Wardkeep } from './support/wardkeep.js';

const USERS = 60;
const ROUNDS = 4;
const ROUND_MS = 4_000;
/** Enough to keep each core busy while others wait for the database. */
const AT_ONCE = 6;
const CORES = 2;
const STORM = 200;
const STORM_MS = 8_000;
const PROBE_EVERY_MS = 20;
/** What waited in the queue until its time was over was not turned away at the door. */
const WAITED_MS = 2_900;

const ARGON2ID = 2;
/** The default settings of `hashing`. */
const PARAMETERS: Options = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** Sign-ins beside the bare hashes of the same cost, and what a storm of them does to everybody else. */
export function run(): Promise<void> {
  return withWardkeep(async (wardkeep) => {
    const domain = `bench-sign-in-${Date.now().toString(36)}`;
    await domainNamed(wardkeep.api, wardkeep.admin, domain);
    const headers = await signIn(wardkeep.api, domain, 'admin');
    const names = await usersWithPasswords(wardkeep.api, headers, USERS);
    await rates(wardkeep, domain, names);
    await storm(wardkeep, domain, names);
  });
}

async function rates(wardkeep: Wardkeep, domain: string, names: readonly string[]): Promise<void> {
  const stored = await hash(PASSWORD, PARAMETERS);
  const hashes: number[] = [];
  const signIns: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    hashes.push(await perSecond(CORES, () => verify(stored, PASSWORD)));
    let next = 0;
    signIns.push(
      await perSecond(AT_ONCE, async () => {
        next += 1;
        const { status, body } = await attempt(wardkeep, domain, names[next % names.length] ?? '');
        if (status !== 200) throw new Error(`A sign-in answered ${status}: ${body}`);
      }),
    );
  }
  const ratio = percentile(
    signIns.map((rate, round) => rate / (hashes[round] ?? Number.NaN)),
    0.5,
  );
  printTable(
    ['per second', 'median', 'slowest round', 'ratio (goal ≥ 0.90)'],
    [
      ['Argon2id alone, one a core', percentile(hashes, 0.5).toFixed(1), Math.min(...hashes).toFixed(1), ''],
      [
        'sign-ins over HTTP',
        percentile(signIns, 0.5).toFixed(1),
        Math.min(...signIns).toFixed(1),
        `${ratio.toFixed(2)} ${judge(ratio >= 0.9)}`,
      ],
    ],
  );
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

const doors = keepAlive(STORM);

function attempt({ api }: Wardkeep, domain: string, username: string): Promise<Answer> {
  const body = { domain, username, password: PASSWORD, delivery: 'bearer' };
  return send(`${api}/auth/sign-in`, { method: 'POST', body, agent: doors });
}

async function storm(wardkeep: Wardkeep, domain: string, names: readonly string[]): Promise<void> {
  const headers = await signIn(wardkeep.api, domain, 'admin');
  const probes = [
    { name: 'GET /me', url: `${wardkeep.api}/me`, times: [] as number[] },
    { name: 'GET /users', url: `${wardkeep.api}/users`, times: [] as number[] },
    { name: 'GET /health/live', url: `${wardkeep.origin}/health/live`, times: [] as number[] },
  ];
  for (const { url } of probes) await send(url, { headers });
  const end = performance.now() + STORM_MS;
  const answers: Answer[] = [];
  const people = Array.from({ length: STORM }, async (_, index) => {
    while (performance.now() < end) {
      const answer = await attempt(wardkeep, domain, names[index % names.length] ?? '');
      answers.push(answer);
      if (answer.status === 503) await sleep(Number(answer.headers['retry-after'] ?? 0) * 1_000);
    }
  });
  const probing = probes.map(async ({ url, times }) => {
    for (; performance.now() < end; await sleep(PROBE_EVERY_MS)) times.push((await send(url, { headers })).ms);
  });
  await Promise.all([...people, ...probing]);
  reportStorm(probes, answers);
}

function reportStorm(probes: readonly { name: string; times: number[] }[], answers: readonly Answer[]): void {
  const shed = answers.filter(({ status, ms: time }) => status === 503 && time < WAITED_MS);
  const bare = answers.filter(({ status, headers }) => status === 503 && headers['retry-after'] === undefined);
  const strange = answers.filter(({ status }) => status !== 200 && status !== 503);
  const row = (name: string, times: readonly number[], goal: number) => [
    name,
    String(times.length),
    ...[0.5, 0.95, 0.99].map((share) => ms(percentile(times, share))),
    `${goal} ${judge(percentile(times, 0.99) <= goal)}`,
  ];
  console.log(`\nduring a storm of ${STORM} parallel sign-ins`);
  printTable(
    ['request', 'answers', 'p50 ms', 'p95 ms', 'p99 ms', 'goal for p99'],
    [
      ...probes.map(({ name, times }) => row(name, times, 100)),
      row(
        'sign-in turned away with 503',
        shed.map(({ ms: time }) => time),
        30,
      ),
    ],
  );
  const done = answers.filter(({ status }) => status === 200).length;
  const late = answers.length - done - shed.length - strange.length;
  console.log(
    `${done} signed in, ${late} waited too long, ${bare.length} without Retry-After, ${strange.length} other answers: ` +
      judge(bare.length === 0 && strange.length === 0),
  );
}
