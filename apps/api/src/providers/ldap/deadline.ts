const LEAST_MS = 1;

/** Until when something must be done, however many steps it takes. */
export class Deadline {
  private constructor(private readonly at: number) {}

  static in(ms: number): Deadline {
    return new Deadline(performance.now() + ms);
  }

  /** What is left of it, for a timer: never nothing. */
  get left(): number {
    return Math.max(LEAST_MS, this.at - performance.now());
  }

  /** An earlier one for one step. */
  within(ms: number): Deadline {
    return new Deadline(Math.min(this.at, performance.now() + ms));
  }
}
