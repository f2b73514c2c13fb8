/** What the command line said. */
export type BenchOptions = {
  /** How many users the largest Domain has; null for the sizes the goals speak of. */
  readonly rows: number | null;
};
