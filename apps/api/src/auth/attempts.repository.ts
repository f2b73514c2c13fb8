import { Injectable } from '@nestjs/common';
import type { Delivery, LoginMethodKind } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';

export type AttemptStep = 'second-factor' | 'change-password' | 'enrolment';

/** A sign-in between two steps: what was proven so far, known by the hash of its challenge. */
export type Attempt = {
  readonly id: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly userId: string;
  readonly method: LoginMethodKind;
  readonly delivery: Delivery;
  readonly step: AttemptStep;
  readonly secondFactorPassed: boolean;
  /** The password that was typed meets no more what is asked since the rules were switched. */
  readonly passwordOutdated: boolean;
};

/** A code is at hand or it is not; a new password and a new app take people longer. */
const LASTS_MINUTES: Readonly<Record<AttemptStep, number>> = {
  'second-factor': 5,
  'change-password': 10,
  enrolment: 10,
};

@Injectable()
export class AttemptsRepository {
  async add(
    tx: WriteTx,
    attempt: Omit<Attempt, 'domainName'> & { readonly challenge: Buffer },
  ): Promise<{ expiresAt: Date }> {
    const [row] = await tx.sql<{ expiresAt: Date }>(
      `INSERT INTO sign_in_attempt (id, domain_id, user_id, challenge, step, delivery, method, second_factor_passed,
         password_outdated, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10::int * interval '1 minute')
       RETURNING expires_at AS "expiresAt"`,
      [
        attempt.id,
        attempt.domainId,
        attempt.userId,
        attempt.challenge,
        attempt.step,
        attempt.delivery,
        attempt.method,
        attempt.secondFactorPassed,
        attempt.passwordOutdated,
        LASTS_MINUTES[attempt.step],
      ],
    );
    if (!row) throw new Error('The attempt was not stored');
    return row;
  }

  /** Found across Domains: whoever comes back with a challenge says no Domain. */
  async find(tx: ReadTx, challenge: Buffer, step: AttemptStep): Promise<Attempt | null> {
    const [row] = await tx.sql<Attempt>(
      `SELECT a.id, a.domain_id AS "domainId", d.name AS "domainName", a.user_id AS "userId", a.method, a.delivery,
              a.step, a.second_factor_passed AS "secondFactorPassed", a.password_outdated AS "passwordOutdated"
         FROM sign_in_attempt a JOIN domain d ON d.id = a.domain_id
        WHERE a.challenge = $1 AND a.step = $2 AND a.used_at IS NULL AND a.expires_at > now()`,
      [challenge, step],
    );
    return row ?? null;
  }

  /** For who waited for the user's lock since the attempt was found. */
  async isOpen(tx: ReadTx, id: string): Promise<boolean> {
    const rows = await tx.sql(
      'SELECT id FROM sign_in_attempt WHERE id = $1 AND used_at IS NULL AND expires_at > now()',
      [id],
    );
    return rows.length === 1;
  }

  /** Uses the attempt up; of two at once, one gets it. */
  async take(tx: WriteTx, id: string): Promise<boolean> {
    const rows = await tx.sql(
      'UPDATE sign_in_attempt SET used_at = now() WHERE id = $1 AND used_at IS NULL AND expires_at > now() RETURNING id',
      [id],
    );
    return rows.length === 1;
  }
}
