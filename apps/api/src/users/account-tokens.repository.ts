import { Injectable } from '@nestjs/common';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';

export type AccountTokenPurpose = 'invitation' | 'reset';
export type TokenHolder = { readonly userId: string; readonly domainId: string };

/** Single-use links to an account, by the hash of their token. */
@Injectable()
export class AccountTokens {
  /** A new link makes the earlier ones of its purpose worthless. */
  async add(
    tx: WriteTx,
    holder: TokenHolder,
    purpose: AccountTokenPurpose,
    hash: Buffer,
    hours: number,
  ): Promise<void> {
    await tx.sql('DELETE FROM account_token WHERE user_id = $1 AND purpose = $2', [holder.userId, purpose]);
    await tx.sql(
      `INSERT INTO account_token (hash, purpose, domain_id, user_id, expires_at)
       VALUES ($1, $2, $3, $4, now() + $5::int * interval '1 hour')`,
      [hash, purpose, holder.domainId, holder.userId, hours],
    );
  }

  /** For users who were just made: there is nothing before it. */
  async addAll(
    tx: WriteTx,
    domainId: string,
    purpose: AccountTokenPurpose,
    tokens: readonly { readonly userId: string; readonly hash: Buffer }[],
    hours: number,
  ): Promise<void> {
    await tx.sql(
      `INSERT INTO account_token (hash, purpose, domain_id, user_id, expires_at)
       SELECT decode(n.hash, 'hex'), $3, $4, n.user_id, now() + $5::int * interval '1 hour'
         FROM unnest($1::uuid[], $2::text[]) AS n(user_id, hash)`,
      [tokens.map(({ userId }) => userId), tokens.map(({ hash }) => hash.toString('hex')), purpose, domainId, hours],
    );
  }

  async endOfUser(tx: WriteTx, userId: string): Promise<void> {
    await tx.sql('DELETE FROM account_token WHERE user_id = $1 AND used_at IS NULL', [userId]);
  }

  /** Whose token this is, if it could be used now. */
  async find(tx: ReadTx, purpose: AccountTokenPurpose, hash: Buffer): Promise<TokenHolder | null> {
    const [row] = await tx.sql<TokenHolder>(
      `SELECT user_id AS "userId", domain_id AS "domainId" FROM account_token
        WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now()`,
      [hash, purpose],
    );
    return row ?? null;
  }

  /** Uses the token up, of a user and a Domain that are enabled; of two at once, one gets it. */
  async take(tx: WriteTx, purpose: AccountTokenPurpose, hash: Buffer): Promise<boolean> {
    const rows = await tx.sql(
      `UPDATE account_token t SET used_at = now() FROM app_user u, domain d
        WHERE t.hash = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.expires_at > now()
          AND u.domain_id = t.domain_id AND u.id = t.user_id AND u.enabled AND d.id = t.domain_id AND d.enabled
       RETURNING t.user_id`,
      [hash, purpose],
    );
    return rows.length === 1;
  }
}
