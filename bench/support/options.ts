/** What the command line said; null for the sizes the goals speak of. */
export type BenchOptions = {
  /** How many users the largest Domain has. */
  readonly rows: number | null;
  /** How often each race is run. */
  readonly rounds: number | null;
  /** How often each kind of sign-in is timed. */
  readonly samples: number | null;
  /** How much memory a hash takes, in KiB; `wardkeep hash calibrate` tells what suits a machine. */
  readonly memory: number | null;
};

/** The smallest that still tells something. */
export const LEAST: Readonly<Record<keyof BenchOptions, number>> = {
  rows: 1_000,
  rounds: 1,
  samples: 20,
  memory: 19_456,
};
