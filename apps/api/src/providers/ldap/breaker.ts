import { DirectoryBusy, DirectoryProblem } from './directory-problem.js';

const MOST_FAILURES = 3;
const OPEN_MS = 30_000;

/**
 * Turns away at once who asks a directory that did not answer several times in a row; after a while one may try, and
 * what they find holds for all. It counts for this process alone.
 */
export class Breaker {
  private failures = 0;
  private openUntil: number | null = null;
  private isTried = false;

  /** `opened` hears of it once for each time the directory goes out of reach. */
  constructor(
    private readonly opened: (detail: string) => void,
    private readonly now: () => number = Date.now,
  ) {}

  get outOfReachUntil(): Date | null {
    return this.openUntil === null || this.openUntil <= this.now() ? null : new Date(this.openUntil);
  }

  async guard<T>(work: () => Promise<T>): Promise<T> {
    const isTry = this.enter();
    try {
      const result = await work();
      this.reset();
      return result;
    } catch (error) {
      if (error instanceof DirectoryProblem && isItsFault(error)) this.count(error.detail);
      throw error;
    } finally {
      if (isTry) this.isTried = false;
    }
  }

  /** Whoever reached the directory in another way found it in reach. */
  reset(): void {
    this.failures = 0;
    this.openUntil = null;
  }

  private enter(): boolean {
    if (this.openUntil === null) return false;
    if (this.isTried || this.openUntil > this.now()) {
      const seconds = Math.max(1, Math.ceil((this.openUntil - this.now()) / 1_000));
      const detail = `It did not answer ${MOST_FAILURES} times in a row; it is asked again in ${seconds} s`;
      throw new DirectoryProblem('directory-unavailable', detail);
    }
    this.isTried = true;
    return true;
  }

  private count(detail: string): void {
    this.failures += 1;
    if (this.failures < MOST_FAILURES) return;
    const wasClosed = this.openUntil === null;
    this.openUntil = this.now() + OPEN_MS;
    if (wasClosed) this.opened(detail);
  }
}

function isItsFault(problem: DirectoryProblem): boolean {
  return problem.because !== 'incomplete-answer' && !(problem instanceof DirectoryBusy);
}
