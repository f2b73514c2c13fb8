import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type LinkedSession = {
  readonly domainId: string;
  readonly sessionId: string;
  readonly providerId: string;
  readonly subject: string;
  /** By what the provider knows its own session. */
  readonly sid: string | null;
  /** Sealed. */
  readonly secrets: string | null;
};

export type Logout = { readonly providerId: string; readonly subject: string | null; readonly sid: string | null };

@Injectable()
export class SsoSessionsRepository {
  async add(tx: WriteTx, { domainId, sessionId, providerId, subject, sid, secrets }: LinkedSession): Promise<void> {
    await tx.sql(
      `INSERT INTO sso_session (domain_id, session_id, provider_id, subject, sid, secrets) VALUES ($1, $2, $3, $4, $5, $6)`,
      [domainId, sessionId, providerId, subject, sid, secrets],
    );
  }

  async bySession(tx: ReadTx, sessionId: string): Promise<LinkedSession | null> {
    const [row] = await tx.sql<LinkedSession>(
      `SELECT domain_id AS "domainId", session_id AS "sessionId", provider_id AS "providerId", subject, sid, secrets
         FROM sso_session WHERE session_id = $1`,
      [sessionId],
    );
    return row ?? null;
  }

  /** The sessions that a message of the provider means: those of its own session where it names one. */
  async meant(tx: ReadTx, { providerId, subject, sid }: Logout): Promise<readonly string[]> {
    const rows = await tx.sql<{ sessionId: string }>(
      `SELECT session_id AS "sessionId" FROM sso_session
        WHERE provider_id = $1 AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR sid = $3)
          AND ($2::text IS NOT NULL OR $3::text IS NOT NULL)`,
      [providerId, subject, sid],
    );
    return rows.map(({ sessionId }) => sessionId);
  }
}
