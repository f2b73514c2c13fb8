/** Pieces of work side by side, never more of them than there are lanes. */
export class Lanes {
  private readonly busy = new Set<Promise<void>>();
  private readonly failures: unknown[] = [];

  constructor(private readonly most: number) {}

  /** Begins the work once a lane is free, unless a piece before it failed: that is thrown. */
  async start(work: () => Promise<void>): Promise<void> {
    while (this.busy.size >= this.most) await Promise.race(this.busy);
    this.throwFailure();
    const lane: Promise<void> = work()
      .catch((error: unknown) => void this.failures.push(error))
      .finally(() => this.busy.delete(lane));
    this.busy.add(lane);
  }

  /** Until all is done that was begun; throws what the first failed with. */
  async idle(): Promise<void> {
    await this.settled();
    this.throwFailure();
  }

  async settled(): Promise<void> {
    await Promise.all(this.busy);
  }

  private throwFailure(): void {
    if (this.failures.length > 0) throw this.failures[0];
  }
}
