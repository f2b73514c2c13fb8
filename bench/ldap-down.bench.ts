import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LDAP_PRESETS } from 'wardkeep/contracts';
import { domainNamed, usersWithPasswords } from './support/domains.js';
import { judge, ms, percentile, printTable } from './support/figures.js';
import { keepAlive, must, send } from './support/http-client.js';
import type { BenchOptions } from './support/options.js';
import { PASSWORD, PATIENT, signIn, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const SAMPLES = 300;
const WARM_UP = 10;
const USERS = 10;
/** Those of the directory who try meanwhile. */
const TRY_EVERY_MS = 100;
const GOALS = { ratio: 1.15, localMs: 500, directoryMs: 6_000, atOnceMs: 500 };

type Silent = { readonly url: string; readonly close: () => void };
type Measured = { readonly without: number[]; readonly beside: number[] };

/**
 * A directory that accepts connections and never answers: sign-ins of local users in its Domain beside those in a Domain
 * without one, in turns, while people of the directory keep trying.
 */
export async function run({ samples }: BenchOptions): Promise<void> {
  const directory = await silent();
  try {
    await withWardkeep((wardkeep) => measure(wardkeep, directory.url, samples ?? SAMPLES), { configuration: PATIENT });
  } finally {
    directory.close();
  }
}

async function measure(wardkeep: Wardkeep, url: string, samples: number): Promise<void> {
  const [without, beside] = [await domain(wardkeep, 'without'), await domain(wardkeep, 'beside')];
  await addDirectory(wardkeep, beside.headers, url);
  const first = await attempt(wardkeep, beside.name, 'ann', 503);
  await Promise.all(['bob', 'cy', 'dan'].map((name) => attempt(wardkeep, beside.name, name, 503)));
  const tries: number[] = [];
  const trying = new AbortController();
  const background = keepTrying(wardkeep, beside.name, tries, trying.signal);
  const local = await inTurns(wardkeep, without.name, beside.name, samples);
  trying.abort();
  await background;
  report(first, tries, local);
}

async function domain({ api, admin }: Wardkeep, kind: string): Promise<{ name: string; headers: Headers }> {
  const name = `bench-${kind}-${Date.now().toString(36)}`;
  await domainNamed(api, admin, name);
  const headers = await signIn(api, name, 'admin');
  await usersWithPasswords(api, headers, USERS);
  return { name, headers };
}

async function addDirectory({ api }: Wardkeep, headers: Headers, url: string): Promise<void> {
  const config = { ...LDAP_PRESETS.openldap, url, baseDn: 'dc=example,dc=org', schedule: null };
  const body = { kind: 'ldap', name: 'Silent', enabled: true, config };
  await must(`${api}/providers`, { method: 'POST', headers, body });
}

async function attempt({ api }: Wardkeep, name: string, username: string, expected: number, agent = keepAlive(1)) {
  const body = { domain: name, username, password: PASSWORD, delivery: 'bearer' };
  const answer = await send(`${api}/auth/sign-in`, { method: 'POST', body, agent });
  if (answer.status !== expected) throw new Error(`${username} was answered ${answer.status}: ${answer.body}`);
  return answer.ms;
}

async function keepTrying(wardkeep: Wardkeep, name: string, tries: number[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const ms = await attempt(wardkeep, name, 'ann', 503);
    tries.push(ms);
    await sleep(TRY_EVERY_MS);
  }
}

async function inTurns(wardkeep: Wardkeep, without: string, beside: string, samples: number): Promise<Measured> {
  const measured: Measured = { without: [], beside: [] };
  const agent = keepAlive(1);
  for (let round = 0; round < WARM_UP + samples; round += 1) {
    const username = `signer-${round % USERS}`;
    const order = round % 2 === 0 ? (['without', 'beside'] as const) : (['beside', 'without'] as const);
    for (const kind of order) {
      const name = kind === 'without' ? without : beside;
      const ms = await attempt(wardkeep, name, username, 200, agent);
      if (round >= WARM_UP) measured[kind].push(ms);
    }
  }
  agent.destroy();
  return measured;
}

function report(first: number, tries: readonly number[], { without, beside }: Measured): void {
  const ratio = percentile(beside, 0.99) / percentile(without, 0.99);
  const row = (name: string, times: readonly number[], goal: string) => [
    name,
    String(times.length),
    ms(percentile(times, 0.5)),
    ms(percentile(times, 0.99)),
    goal,
  ];
  printTable(
    ['the directory is down', 'answers', 'p50 ms', 'p99 ms', 'goal'],
    [
      row('local, without a directory', without, ''),
      row('local, beside it', beside, `ratio ${ratio.toFixed(2)} ${judge(ratio <= GOALS.ratio)}`),
      row('local, beside it', beside, `≤ ${GOALS.localMs} ms ${judge(percentile(beside, 0.99) <= GOALS.localMs)}`),
      row('of the directory, the first', [first], `≤ ${GOALS.directoryMs} ms ${judge(first <= GOALS.directoryMs)}`),
      row(
        'of the directory, out of reach',
        tries,
        `p50 ≤ ${GOALS.atOnceMs} ms ${judge(percentile(tries, 0.5) <= GOALS.atOnceMs)}`,
      ),
    ],
  );
}

/** Listens and says nothing. */
async function silent(): Promise<Silent> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('It does not listen');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `ldap://127.0.0.1:${address.port}`, close };
}
