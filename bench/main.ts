/**
 * Runs the benchmarks named on the command line, or all of them: `npm run bench -- users-list --rows 100000`.
 * A benchmark is a file `<name>.bench.ts` beside this one that exports `run`, which prints its figures.
 */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LEAST, type BenchOptions } from './support/options.js';

type Benchmark = { readonly run: (options: BenchOptions) => Promise<void> };

const SUFFIX = '.bench.ts';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    rounds: { type: 'string' },
    samples: { type: 'string' },
    memory: { type: 'string' },
  },
});
// What was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const numberOf = (name: keyof BenchOptions) => (values[name] === undefined ? null : Number(values[name]));
const options: BenchOptions = {
  rows: numberOf('rows'),
  rounds: numberOf('rounds'),
  samples: numberOf('samples'),
  memory: numberOf('memory'),
};

const faults = [
  ...wanted
    .filter((name) => !known.includes(name))
    .map((name) => `No such benchmark: ${name}. There are: ${known.join(', ')}.`),
  ...Object.entries(LEAST)
    .filter(([name, least]) => !isAtLeast(options[name as keyof BenchOptions], least))
    .map(([name, least]) => `--${name} takes a whole number from ${least} up.`),
];
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else {
  for (const name of wanted.length > 0 ? wanted : known) {
    console.log(`\n${name}`);
    const benchmark = (await import(`./${name}${SUFFIX}`)) as Benchmark;
    await benchmark.run(options);
  }
}

function isAtLeast(value: number | null, least: number): boolean {
  return value === null || (Number.isSafeInteger(value) && value >= least);
}
