import { setTimeout as sleep } from 'node:timers/promises';
import { LDAP_PRESETS } from 'wardkeep/contracts';
import { fromTests } from './support/api-testing.js';
import { threadsOf } from './support/cpu.js';
import { domainNamed } from './support/domains.js';
import { judge, printTable } from './support/figures.js';
import { must } from './support/http-client.js';
import { memoryOf } from './support/memory.js';
import type { BenchOptions } from './support/options.js';
import { signIn, withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const ENTRIES = 20_000;
const GOALS = { first: 20, unchanged: 5, liveMegabytes: 10 };
const A_QUARTER = '(&(objectClass=inetOrgPerson)(givenName=Ada1*)(uid={username}))';
const LOOK_MS = 100;

type Slapd = { readonly url: string; readonly close: () => Promise<void> };
type Entries = {
  readonly PEOPLE_DN: string;
  readonly READER_DN: string;
  readonly READER_PASSWORD: string;
  readonly person: (uid: string, wishes: Readonly<Record<string, string>>) => unknown;
};

type Run = {
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly detail: string | null;
};
type Measured = {
  readonly run: Run;
  readonly seconds: number;
  /** Of the server's own processor time, which other work on the machine changes little. */
  readonly cpuSeconds: number;
  /** By which the process grew, garbage included. */
  readonly megabytes: number;
};

/**
 * A first sync of a real directory, and two that find nothing changed. A last one, of which garbage is collected as it
 * comes, tells whether what the server holds grows with the entries.
 */
export async function run({ rows }: BenchOptions): Promise<void> {
  const size = rows ?? ENTRIES;
  const entries = await fromTests<Entries>('slapd-entries.ts');
  const { Slapd } = await fromTests<{ Slapd: { start: (options: object) => Promise<Slapd> } }>('slapd.ts');
  const slapd = await Slapd.start({ entries: people(entries, size) });
  try {
    await withWardkeep(async (wardkeep) => {
      const quarter = await administrator(wardkeep, 'quarter');
      const warmUp = await sync(wardkeep, quarter, await providerOf(wardkeep, quarter, slapd.url, entries, A_QUARTER));
      const headers = await administrator(wardkeep, 'whole');
      const provider = await providerOf(wardkeep, headers, slapd.url, entries);
      const first = await sync(wardkeep, headers, provider);
      const unchanged = await sync(wardkeep, headers, provider);
      const again = await sync(wardkeep, headers, provider);
      printTable(
        [`${size.toLocaleString('en')} entries`, 'seconds', 'goal', 'CPU s', 'MB more', '', 'counts'],
        [
          row('a quarter, before', warmUp, null),
          row('first sync', first, GOALS.first),
          row('nothing changed', unchanged, GOALS.unchanged),
          row('once more', again, GOALS.unchanged),
        ],
      );
      reportMemory(await liveDuring(wardkeep, () => sync(wardkeep, headers, provider)));
    });
  } finally {
    await slapd.close();
  }
}

function* people({ person }: Entries, size: number) {
  for (let index = 0; index < size; index += 1) {
    yield person(`user-${index}`, { givenName: `Ada${index % 400}`, sn: `Lovelace${index % 900}` });
  }
}

async function administrator({ api, admin }: Wardkeep, of: string): Promise<Headers> {
  const name = `bench-${of}-${Date.now()}`;
  await domainNamed(api, admin, name);
  return signIn(api, name, 'admin');
}

async function providerOf(
  { api }: Wardkeep,
  headers: Headers,
  url: string,
  { PEOPLE_DN: baseDn, READER_DN: bindDn, READER_PASSWORD: bindPassword }: Entries,
  userFilter: string = LDAP_PRESETS.openldap.userFilter,
): Promise<string> {
  const config = { ...LDAP_PRESETS.openldap, userFilter, bindDn, bindPassword, url, baseDn, schedule: null };
  const body = { kind: 'ldap', name: 'Benchmark', enabled: true, config };
  return (await must<{ id: string }>(`${api}/providers`, { method: 'POST', headers, body })).id;
}

async function sync({ api, pid }: Wardkeep, headers: Headers, provider: string): Promise<Measured> {
  const path = `${api}/providers/${provider}`;
  const [before, cpuBefore] = [memoryOf(pid), cpuOf(pid)];
  const body = { mode: 'apply' };
  const { syncId } = await must<{ syncId: string }>(`${path}/sync`, { method: 'POST', headers, body });
  for (let most = before; ;) {
    await sleep(LOOK_MS);
    most = Math.max(most, memoryOf(pid));
    const run = await must<Run>(`${path}/syncs/${syncId}`, { headers });
    if (run.endedAt === null) continue;
    if (run.state !== 'succeeded') throw new Error(`The sync ended as ${run.state}: ${run.detail}`);
    const seconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1_000;
    return { run, seconds, cpuSeconds: cpuOf(pid) - cpuBefore, megabytes: most - before };
  }
}

/** By how many MB at most more was alive than before. */
async function liveDuring({ liveHeap }: Wardkeep, work: () => Promise<unknown>): Promise<number> {
  const before = await liveHeap();
  let [most, isOver] = [before, false];
  const worked = work().finally(() => (isOver = true));
  while (!isOver) {
    most = Math.max(most, await liveHeap());
    await sleep(LOOK_MS);
  }
  await worked;
  return most - before;
}

function reportMemory(megabytes: number): void {
  const verdict = judge(megabytes <= GOALS.liveMegabytes);
  console.log(
    `alive during one more: at most ${megabytes.toFixed(1)} MB more (goal ≤ ${GOALS.liveMegabytes}) ${verdict}`,
  );
}

function cpuOf(pid: number): number {
  const { main, others } = threadsOf(pid);
  return (main + others) / 1_000;
}

function row(name: string, { run, seconds, cpuSeconds, megabytes }: Measured, goal: number | null): readonly string[] {
  const counts = Object.entries(run.counts).filter(([, count]) => count > 0);
  const verdict = goal === null ? '' : judge(seconds <= goal);
  const figures = counts.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    name,
    seconds.toFixed(1),
    goal === null ? '' : `≤ ${goal}`,
    cpuSeconds.toFixed(1),
    megabytes.toFixed(0),
    verdict,
    figures,
  ];
}
