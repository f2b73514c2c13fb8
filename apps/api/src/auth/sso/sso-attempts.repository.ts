import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type NewSsoAttempt = {
  readonly id: string;
  readonly domainId: string;
  readonly providerId: string;
  readonly testId: string | null;
  readonly state: Buffer;
  readonly browser: Buffer;
  readonly secrets: string;
  readonly returnTo: string;
};

/** A sign-in that was begun, as whoever comes back finds it: once. */
export type SsoAttempt = Omit<NewSsoAttempt, 'state'>;

const LASTS_MINUTES = 10;

@Injectable()
export class SsoAttemptsRepository {
  /** In which Domain a provider is: whoever follows its button says no Domain. In a transaction across Domains. */
  async domainOf(tx: ReadTx, providerId: string): Promise<string | null> {
    const [row] = await tx.sql<{ domainId: string }>('SELECT domain_id AS "domainId" FROM provider WHERE id = $1', [
      providerId,
    ]);
    return row?.domainId ?? null;
  }

  async add(tx: WriteTx, attempt: NewSsoAttempt): Promise<void> {
    const { id, domainId, providerId, testId, state, browser, secrets, returnTo } = attempt;
    await tx.sql(
      `INSERT INTO sso_attempt (id, domain_id, provider_id, test_id, state, browser, secrets, return_to, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + ${LASTS_MINUTES} * interval '1 minute')`,
      [id, domainId, providerId, testId, state, browser, secrets, returnTo],
    );
  }

  /** Uses the attempt up, whoever brings it; of several at once, one gets it. */
  async take(tx: WriteTx, state: Buffer): Promise<SsoAttempt | null> {
    const [row] = await tx.sql<SsoAttempt>(
      `UPDATE sso_attempt SET used_at = now() WHERE state = $1 AND used_at IS NULL AND expires_at > now()
       RETURNING id, domain_id AS "domainId", provider_id AS "providerId", test_id AS "testId", browser, secrets,
                 return_to AS "returnTo"`,
      [state],
    );
    return row ?? null;
  }

  /** @returns whether it is the first time */
  async consume(
    tx: WriteTx,
    { domainId, providerId, kind }: { domainId: string; providerId: string; kind: 'assertion' | 'logout' },
    hash: Buffer,
    expiresAt: Date,
  ): Promise<boolean> {
    const rows = await tx.sql(
      `INSERT INTO sso_consumed (domain_id, provider_id, kind, hash, expires_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING 1 AS made`,
      [domainId, providerId, kind, hash, expiresAt],
    );
    return rows.length === 1;
  }
}
