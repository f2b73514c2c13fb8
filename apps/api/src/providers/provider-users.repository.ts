import { Injectable } from '@nestjs/common';
import type { Grants } from 'wardkeep/rules';
import type { BuiltInRole, Grant } from 'wardkeep/contracts';
import type { ReadTx } from '../platform/database/transaction.js';
import { grantsOfRole } from '../roles/role-record.js';

type Held = { readonly kind: BuiltInRole | null; readonly permissions: readonly Grant[] };

/** Who comes from a provider. */
@Injectable()
export class ProviderUsersRepository {
  async hasAny(tx: ReadTx, providerId: string): Promise<boolean> {
    return (
      (await tx.sql('SELECT user_id FROM outside_identity WHERE provider_id = $1 LIMIT 1', [providerId])).length > 0
    );
  }

  /** What they may do: once for each role that any of them has. */
  async grants(tx: ReadTx, providerId: string): Promise<readonly Grants[]> {
    const roles = await tx.sql<Held>(
      `SELECT r.kind, r.permissions FROM role r
        WHERE EXISTS (SELECT FROM outside_identity i JOIN app_user u ON u.domain_id = i.domain_id AND u.id = i.user_id
                       WHERE i.domain_id = r.domain_id AND i.provider_id = $1 AND u.role_id = r.id)`,
      [providerId],
    );
    return roles.map(({ kind, permissions }) => grantsOfRole(kind, permissions));
  }
}
