/**
 * Runs the benchmarks named on the command line, or all of them: `npm run bench -- users-list`.
 * A benchmark is a file `<name>.bench.ts` beside this one that exports `run`, which prints its figures.
 */
import { readdirSync } from 'node:fs';

type Benchmark = { readonly run: () => Promise<void> };

const SUFFIX = '.bench.ts';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));

if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const name of wanted.length > 0 ? wanted : known) {
    console.log(`\n${name}`);
    const benchmark = (await import(`./${name}${SUFFIX}`)) as Benchmark;
    await benchmark.run();
  }
}
