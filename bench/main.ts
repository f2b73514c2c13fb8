/**
 * Runs the benchmarks named on the command line, or all of them: `npm run bench -- users-list --rows 100000`.
 * A benchmark is a file `<name>.bench.ts` beside this one that exports `run`, which prints its figures.
 */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BenchOptions } from './support/options.js';

type Benchmark = { readonly run: (options: BenchOptions) => Promise<void> };

const SUFFIX = '.bench.ts';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const { positionals: wanted, values } = parseArgs({ allowPositionals: true, options: { rows: { type: 'string' } } });
const unknown = wanted.filter((name) => !known.includes(name));
const rows = values.rows === undefined ? null : Number(values.rows);

if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exitCode = 1;
} else if (rows !== null && !(Number.isSafeInteger(rows) && rows >= 1_000)) {
  console.error('--rows takes a whole number from 1000 up.');
  process.exitCode = 1;
} else {
  for (const name of wanted.length > 0 ? wanted : known) {
    console.log(`\n${name}`);
    const benchmark = (await import(`./${name}${SUFFIX}`)) as Benchmark;
    await benchmark.run({ rows });
  }
}
