import { argon2Method, type Argon2Cost } from '../platform/crypto/hash-methods.js';

type Measured = { readonly cost: Argon2Cost; readonly ms: number };
export type Calibration = { readonly tried: readonly Measured[]; readonly chosen: Measured };

/** Milliseconds that one hash of this cost takes. */
type Measure = (cost: Argon2Cost) => Promise<number>;

/** The least that is ever used, and the default. */
const FLOOR: Argon2Cost = { memoryKib: 19_456, passes: 2, parallelism: 1 };
/** 32, 46, 64, 96, 128, 192 and 256 MiB. */
const MEMORY_STEPS = [32_768, 47_104, 65_536, 98_304, 131_072, 196_608, 262_144];
const MAX_PASSES = 10;
const RUNS = 5;

/**
 * What this machine can afford within `targetMs` a hash: first as much memory as fits, because memory is what an
 * attacker's hardware lacks, then more passes. Never below the floor, which is chosen even when it takes longer.
 */
export async function calibrate(targetMs: number, memoryLimitKib: number, measure: Measure): Promise<Calibration> {
  let chosen: Measured = { cost: FLOOR, ms: await measure(FLOOR) };
  const tried: Measured[] = [chosen];
  const fits = async (cost: Argon2Cost) => {
    if (chosen.ms > targetMs) return false;
    const next = { cost, ms: await measure(cost) };
    tried.push(next);
    if (next.ms <= targetMs) chosen = next;
    return next === chosen;
  };
  for (const memoryKib of MEMORY_STEPS) {
    if (memoryKib > memoryLimitKib || !(await fits({ ...chosen.cost, memoryKib }))) break;
  }
  for (let passes = FLOOR.passes + 1; passes <= MAX_PASSES; passes += 1) {
    if (!(await fits({ ...chosen.cost, passes }))) break;
  }
  return { tried, chosen };
}

/** The median of some runs, after one that counts for nothing: the first one pays for fresh memory. */
export async function measureOne(cost: Argon2Cost): Promise<number> {
  const method = argon2Method(cost);
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const start = performance.now();
    await method.hash('the password of nobody');
    if (run > 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

/** Hashes per second with that many at once. */
export async function measureRate(cost: Argon2Cost, slots: number, forMs: number): Promise<number> {
  const method = argon2Method(cost);
  const start = performance.now();
  let done = 0;
  const work = async () => {
    do {
      await method.hash('the password of nobody');
      done += 1;
    } while (performance.now() - start < forMs);
  };
  await Promise.all(Array.from({ length: slots }, work));
  return (done * 1_000) / (performance.now() - start);
}
