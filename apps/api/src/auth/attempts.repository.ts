import { Injectable } from '@nestjs/common';
import type { Delivery, LoginMethodKind } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';

/** A sign-in between two steps: what was proven so far, known by the hash of its challenge. */
export type Attempt = {
  readonly id: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly userId: string;
  readonly method: LoginMethodKind;
  readonly delivery: Delivery;
};

const LASTS_MINUTES = 10;

@Injectable()
export class AttemptsRepository {
  async add(
    tx: WriteTx,
    attempt: Omit<Attempt, 'domainName'> & { readonly challenge: Buffer },
  ): Promise<{ expiresAt: Date }> {
    const [row] = await tx.sql<{ expiresAt: Date }>(
      `INSERT INTO sign_in_attempt (id, domain_id, user_id, challenge, step, delivery, method, expires_at)
       VALUES ($1, $2, $3, $4, 'change-password', $5, $6, now() + $7::int * interval '1 minute')
       RETURNING expires_at AS "expiresAt"`,
      [
        attempt.id,
        attempt.domainId,
        attempt.userId,
        attempt.challenge,
        attempt.delivery,
        attempt.method,
        LASTS_MINUTES,
      ],
    );
    if (!row) throw new Error('The attempt was not stored');
    return row;
  }

  /** Found across Domains: whoever comes back with a challenge says no Domain. */
  async find(tx: ReadTx, challenge: Buffer): Promise<Attempt | null> {
    const [row] = await tx.sql<Attempt>(
      `SELECT a.id, a.domain_id AS "domainId", d.name AS "domainName", a.user_id AS "userId", a.method, a.delivery
         FROM sign_in_attempt a JOIN domain d ON d.id = a.domain_id
        WHERE a.challenge = $1 AND a.used_at IS NULL AND a.expires_at > now()`,
      [challenge],
    );
    return row ?? null;
  }

  /** Uses the attempt up; of two at once, one gets it. */
  async take(tx: WriteTx, id: string): Promise<boolean> {
    const rows = await tx.sql(
      'UPDATE sign_in_attempt SET used_at = now() WHERE id = $1 AND used_at IS NULL AND expires_at > now() RETURNING id',
      [id],
    );
    return rows.length === 1;
  }

  /** What was begun with an earlier password is over. */
  async endOfUser(tx: WriteTx, userId: string): Promise<void> {
    await tx.sql('UPDATE sign_in_attempt SET used_at = now() WHERE user_id = $1 AND used_at IS NULL', [userId]);
  }
}
