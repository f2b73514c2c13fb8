import { Injectable } from '@nestjs/common';
import { Problem } from '../http/problem.js';
import { HealthRepository } from './health.repository.js';

const ANSWER_MS = 2_000;

/** Whether this instance should get requests. It listens only once its keys are opened. */
@Injectable()
export class Readiness {
  private isStopping = false;
  private question: Promise<boolean> | null = null;

  constructor(private readonly health: HealthRepository) {}

  /** From now on whoever asks sends requests elsewhere; those under way are still answered. */
  stopping(): void {
    this.isStopping = true;
  }

  /** Throws the problem that says why not. */
  async check(): Promise<void> {
    if (this.isStopping) throw new Problem('shutting-down', { retryAfterSeconds: 1 });
    const isPrepared = await this.answerInTime();
    if (!isPrepared) throw new Problem('database-unavailable', { retryAfterSeconds: 1 });
  }

  /** However many ask at once, the database is asked once. */
  private async answerInTime(): Promise<boolean> {
    this.question ??= this.health
      .isPrepared()
      .catch(() => false)
      .finally(() => {
        this.question = null;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_MS);
    });
    try {
      return await Promise.race([this.question, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
