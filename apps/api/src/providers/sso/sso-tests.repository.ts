import { Injectable } from '@nestjs/common';
import type { SsoTestResult } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type SsoTestRow = {
  readonly id: string;
  readonly returnTo: string;
  readonly result: Omit<SsoTestResult, 'id' | 'startedAt'> | null;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly isOver: boolean;
};

type NewTest = {
  readonly id: string;
  readonly domainId: string;
  readonly providerId: string;
  readonly ticket: Buffer;
  readonly returnTo: string;
};

const COLUMNS = `id, return_to AS "returnTo", result, started_at AS "startedAt", expires_at AS "expiresAt",
  expires_at <= now() AS "isOver"`;

@Injectable()
export class SsoTestsRepository {
  async add(tx: WriteTx, { id, domainId, providerId, ticket, returnTo }: NewTest): Promise<Date> {
    const [row] = await tx.sql<{ expiresAt: Date }>(
      `INSERT INTO sso_test (id, domain_id, provider_id, ticket, return_to, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + interval '1 hour') RETURNING expires_at AS "expiresAt"`,
      [id, domainId, providerId, ticket, returnTo],
    );
    if (!row) throw new Error('The test was not stored');
    return row.expiresAt;
  }

  async byId(tx: ReadTx, providerId: string, id: string): Promise<SsoTestRow | null> {
    const [row] = await tx.sql<SsoTestRow>(`SELECT ${COLUMNS} FROM sso_test WHERE id = $1 AND provider_id = $2`, [
      id,
      providerId,
    ]);
    return row ?? null;
  }

  /** Opens the test in a browser: once. */
  async open(tx: WriteTx, providerId: string, ticket: Buffer): Promise<SsoTestRow | null> {
    const [row] = await tx.sql<SsoTestRow>(
      `UPDATE sso_test SET opened_at = now()
        WHERE ticket = $1 AND provider_id = $2 AND opened_at IS NULL AND expires_at > now() RETURNING ${COLUMNS}`,
      [ticket, providerId],
    );
    return row ?? null;
  }

  async save(tx: WriteTx, id: string, result: SsoTestRow['result']): Promise<void> {
    await tx.sql('UPDATE sso_test SET result = $2 WHERE id = $1', [id, JSON.stringify(result)]);
  }
}
