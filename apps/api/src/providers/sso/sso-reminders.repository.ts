import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../../platform/database/transaction.js';

export type Reminder = {
  readonly domainId: string;
  readonly providerId: string;
  readonly thing: Buffer;
  readonly days: number;
  readonly expiresAt: string;
};

@Injectable()
export class SsoRemindersRepository {
  /** @returns whether nobody was told of it before */
  async mark(tx: WriteTx, { domainId, providerId, thing, days, expiresAt }: Reminder): Promise<boolean> {
    const rows = await tx.sql(
      `INSERT INTO sso_reminder (domain_id, provider_id, thing, days, expires_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING 1 AS made`,
      [domainId, providerId, thing, days, expiresAt],
    );
    return rows.length === 1;
  }
}
