import { gzipSync } from 'node:zlib';
import { judge, percentile, printTable } from './support/figures.js';
import { must } from './support/http-client.js';
import { administrator, until, uploaded } from './support/imports.js';
import { memoryOf } from './support/memory.js';
import type { BenchOptions } from './support/options.js';
import { withWardkeep, type Headers, type Wardkeep } from './support/wardkeep.js';

const ROWS = 20_000;
/** Each is a megabyte. */
const LONG_CELLS = 40;
const GOALS = { megabytes: 60, meMs: 250 };
const HEAD = 'username,firstName,lastName,email,role';
const ROUNDS = 2;

type Kind = { readonly name: string; readonly row: (index: number) => string };
type Measured = {
  readonly name: string;
  readonly answer: string;
  readonly seconds: number;
  readonly megabytes: number;
};

/** One of each kind after the other: none of them can make anybody. */
const KINDS: readonly Kind[] = [
  { name: 'too few cells', row: (index) => `few-${index},Few` },
  { name: 'too many cells', row: (index) => `more-${index},More,Cells,,Read-only,and,more` },
  { name: 'name twice in the file', row: (index) => `twin-${index % 7},Twin,Row,,Read-only` },
  { name: 'name of the base', row: () => `ADMIN,Some,Body,,Read-only` },
  { name: 'email twice', row: (index) => `mail-${index},Mail,Twice,same@example.org,Read-only` },
  { name: 'no such role', row: (index) => `ghost-${index},Ghost,Role,,Role of another Domain` },
  { name: 'role above', row: (index) => `root-${index},Root,Above,,System Administrator` },
  { name: 'formula', row: (index) => `"=cmd|' /C calc'!A${index}",Form,Ula,,Read-only` },
  { name: 'NUL', row: (index) => `nul-${index},N\0l,Row,,Read-only` },
  { name: 'nothing right', row: (index) => `an na ${index},,<b>,not-a-mail,` },
];

const FILES: readonly (readonly [name: string, content: () => string | Buffer, error: string])[] = [
  ['5 million columns', () => `${',c'.repeat(5_000_000)}\n`, 'too-many-columns'],
  ['one cell of 90 MB', () => `${HEAD}\na,"${'b'.repeat(90_000_000)}",c,,R`, 'record-too-long'],
  ['a quote that stays open, 50 MB', () => `${HEAD}\na,"${'b,c\n'.repeat(12_500_000)}`, 'record-too-long'],
  ['Windows-1252', () => Buffer.from(`${HEAD}\n${'x,Zo\u00EB,M,,R\n'.repeat(500_000)}`, 'latin1'), 'not-utf-8'],
  ['UTF-16', () => Buffer.from(`\uFEFF${HEAD}\n`, 'utf16le'), 'utf-16'],
  ['gzip', () => gzipSync(`${HEAD}\n`), 'gzip'],
];

/** Files of which nothing can be used: what is said of them, what they take, and how the others fare meanwhile. */
export async function run({ rows }: BenchOptions): Promise<void> {
  const size = rows ?? ROWS;
  await withWardkeep(async (wardkeep) => {
    const headers = await administrator(wardkeep, 'bad');
    await judged(wardkeep, headers, badRows(size));
    const me: number[] = [];
    const asking = setInterval(() => void asked(wardkeep.api, headers, me), 50);
    const results: Measured[] = [];
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        results.push(
          await measured(wardkeep, `${size} bad rows, ${LONG_CELLS} of a megabyte`, () =>
            judged(wardkeep, headers, badRows(size)),
          ),
        );
        for (const [name, content, error] of FILES) {
          results.push(await measured(wardkeep, name, () => refused(wardkeep, headers, content(), error)));
        }
      }
    } finally {
      clearInterval(asking);
    }
    report(results, me);
    const { total } = await must<{ total: { value: number } }>(`${wardkeep.api}/users?limit=1`, { headers });
    console.log(`users before and after: 1 and ${total.value} ${judge(total.value === 1)}`);
  });
}

function badRows(size: number): string {
  const lines = Array.from({ length: size }, (_, index) => KINDS[index % KINDS.length]?.row(index) ?? '');
  const long = Array.from(
    { length: LONG_CELLS },
    (_, index) => `long-${index},${'b'.repeat(1_048_576)},Row,,Read-only`,
  );
  return [HEAD, ...lines, ...long].join('\n');
}

/** Every row has a verdict, and it is an error. */
async function judged({ api }: Wardkeep, headers: Headers, content: string): Promise<string> {
  const { status, body } = await uploaded(api, headers, content);
  if (status !== 202) throw new Error(`The upload was answered ${status}`);
  const { counts } = await until(api, headers, body.id, 'ready');
  await must(`${api}/users/imports/${body.id}`, { method: 'DELETE', headers });
  if (counts['new'] !== 0 || counts['changed'] !== 0) throw new Error('A bad row would be applied');
  return `${counts['error']} errors`;
}

async function refused({ api }: Wardkeep, headers: Headers, content: string | Buffer, code: string): Promise<string> {
  const { status, body } = await uploaded(api, headers, content);
  const [error] = body.errors ?? [];
  if (error?.code !== code) throw new Error(`The upload was answered ${status} ${error?.code}, not ${code}`);
  return `${status} ${code}`;
}

async function measured({ pid }: Wardkeep, name: string, work: () => Promise<string>): Promise<Measured> {
  const before = memoryOf(pid);
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, memoryOf(pid))), 20);
  const start = performance.now();
  try {
    const answer = await work();
    return { name, answer, seconds: (performance.now() - start) / 1_000, megabytes: most - before };
  } finally {
    clearInterval(looking);
  }
}

async function asked(api: string, headers: Headers, times: number[]): Promise<void> {
  const start = performance.now();
  await must(`${api}/me`, { headers });
  times.push(performance.now() - start);
}

function report(results: readonly Measured[], me: readonly number[]): void {
  printTable(
    ['file', 'answer', 'seconds', 'MB more'],
    results.map(({ name, answer, seconds, megabytes }) => [name, answer, seconds.toFixed(1), megabytes.toFixed(0)]),
  );
  const most = Math.max(...results.map(({ megabytes }) => megabytes));
  const p99 = percentile(me, 0.99);
  console.log(
    `memory: at most ${most.toFixed(0)} MB more (goal ≤ ${GOALS.megabytes}) ${judge(most <= GOALS.megabytes)}; ` +
      `GET /me meanwhile: p99 ${p99.toFixed(0)} ms of ${me.length} (goal ≤ ${GOALS.meMs}) ${judge(p99 <= GOALS.meMs)}`,
  );
}
