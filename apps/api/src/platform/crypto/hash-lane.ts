import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Problem } from '../http/problem.js';

/** Somebody waits for an interactive hash; bulk work takes what is left over. */
export type HashPriority = 'interactive' | 'bulk';

export type HashLaneStats = {
  readonly running: number;
  readonly queued: Readonly<Record<HashPriority, number>>;
  /** How many were turned away since the start: because the queue was full, or after waiting too long. */
  readonly shed: number;
  readonly timedOut: number;
};

type Waiter = { readonly start: () => void; readonly timer: NodeJS.Timeout };

/**
 * The one way to the expensive hashes. At most `slots` run at once, a bounded number waits for a bounded time, and who
 * does not fit is told at once to come back: a storm of sign-ins slows down sign-ins and nothing else.
 * The slots stay below the size of libuv's thread pool (see `hashing.slots`), so files and names are read meanwhile.
 */
@Injectable()
export class HashLane {
  readonly #slots: number;
  readonly #queueLength: number;
  readonly #waitMs: number;
  readonly #waiting: Record<HashPriority, Set<Waiter>> = { interactive: new Set(), bulk: new Set() };
  #admitted = 0;
  #running = 0;
  #shed = 0;
  #timedOut = 0;

  constructor(config: Config) {
    this.#slots = config.hashing.slots;
    this.#queueLength = config.hashing.queueLength;
    this.#waitMs = config.hashing.waitMs;
  }

  /**
   * For work that has to look something up before its hash: takes a place first, so that no more of it is under way
   * than the lane will take, and the rest is told at once to come back.
   */
  async admitted<T>(work: () => Promise<T>): Promise<T> {
    if (this.turnsAway()) throw comeBack();
    this.#admitted += 1;
    try {
      return await work();
    } finally {
      this.#admitted -= 1;
    }
  }

  /** Whether there is no place for `admitted` work now; who asks and is told so counts as turned away. */
  turnsAway(): boolean {
    const isFull = this.#admitted >= this.#slots + this.#queueLength;
    if (isFull) this.#shed += 1;
    return isFull;
  }

  /** Runs the work in a slot of the lane. Work must not enter the lane again: it would wait for itself. */
  async run<T>(work: () => Promise<T>, priority: HashPriority = 'interactive'): Promise<T> {
    await this.#enter(priority);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  stats(): HashLaneStats {
    const { interactive, bulk } = this.#waiting;
    return {
      running: this.#running,
      queued: { interactive: interactive.size, bulk: bulk.size },
      shed: this.#shed,
      timedOut: this.#timedOut,
    };
  }

  async #enter(priority: HashPriority): Promise<void> {
    if (this.#running < this.#slots) {
      this.#running += 1;
      return;
    }
    const queue = this.#waiting[priority];
    if (queue.size >= this.#queueLength) {
      this.#shed += 1;
      throw comeBack();
    }
    await this.#wait(queue);
  }

  #wait(queue: Set<Waiter>): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.delete(waiter);
        this.#timedOut += 1;
        reject(comeBack());
      }, this.#waitMs);
      const waiter: Waiter = { start: resolve, timer };
      queue.add(waiter);
    });
  }

  /** Hands the slot over to the next in line, so that nobody can slip in between. */
  #leave(): void {
    for (const queue of [this.#waiting.interactive, this.#waiting.bulk]) {
      const [next] = queue;
      if (!next) continue;
      queue.delete(next);
      clearTimeout(next.timer);
      next.start();
      return;
    }
    this.#running -= 1;
  }
}

function comeBack(): Problem {
  return new Problem('hash-lane-full', { retryAfterSeconds: 1 });
}
