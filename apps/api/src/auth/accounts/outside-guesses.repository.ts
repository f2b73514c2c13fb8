import { Injectable } from '@nestjs/common';
import type { AfterFailure } from 'wardkeep/rules';
import type { WriteTx } from '../../platform/database/transaction.js';

/** Somebody as a provider names them, for ever. */
export type Subject = { readonly providerId: string; readonly subject: string };

/** The right to ask a provider about one subject, and what is remembered of it; the clocks are the database's. */
export type Turn = {
  readonly until: Date;
  readonly failures: number;
  readonly since: Date | null;
  readonly lockedUntil: Date | null;
  readonly now: Date;
};

@Injectable()
export class OutsideGuessesRepository {
  /** Null while somebody else asks about the same subject, on whatever instance. */
  async take(tx: WriteTx, { providerId, subject }: Subject, lastsMs: number): Promise<Turn | null> {
    const [turn] = await tx.sql<Turn>(
      `INSERT INTO outside_guess AS g (domain_id, provider_id, subject, asking_until)
       VALUES ($1, $2, $3, now() + $4::int * interval '1 millisecond')
       ON CONFLICT (domain_id, provider_id, subject) DO UPDATE SET asking_until = excluded.asking_until
         WHERE g.asking_until IS NULL OR g.asking_until < now()
       RETURNING asking_until AS until, failures, failing_since AS since, locked_until AS "lockedUntil", now() AS now`,
      [tx.domainId, providerId, subject, lastsMs],
    );
    return turn ?? null;
  }

  /** Ends the turn, unless it ran out and is somebody else's by now. */
  async giveBack(tx: WriteTx, { providerId, subject }: Subject, { until }: Turn): Promise<void> {
    await tx.sql(
      `UPDATE outside_guess SET asking_until = NULL WHERE provider_id = $1 AND subject = $2 AND asking_until = $3`,
      [providerId, subject, until],
    );
  }

  /** What a wrong password leaves of somebody who is no user. */
  async saveFailures(tx: WriteTx, { providerId, subject }: Subject, after: AfterFailure): Promise<void> {
    await tx.sql(
      `UPDATE outside_guess SET failures = $3, failing_since = $4, locked_until = coalesce($5, locked_until)
        WHERE provider_id = $1 AND subject = $2`,
      [providerId, subject, after.failures, after.since, after.lockedUntil],
    );
  }

  /** Whoever became a user counts their own from then on. */
  async forgetFailures(tx: WriteTx, { providerId, subject }: Subject): Promise<void> {
    await tx.sql(
      'UPDATE outside_guess SET failures = 0, failing_since = NULL WHERE provider_id = $1 AND subject = $2',
      [providerId, subject],
    );
  }
}
