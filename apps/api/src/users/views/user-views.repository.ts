import { Injectable } from '@nestjs/common';
import type { UserListColumn, UserOrder } from 'wardkeep/contracts';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';

export type ViewFields = {
  readonly name: string;
  readonly shared: boolean;
  readonly filters: Readonly<Record<string, string | number>>;
  readonly columns: readonly UserListColumn[] | null;
  readonly sort: UserOrder;
};

export type ViewRow = ViewFields & {
  readonly id: string;
  readonly ownerId: string;
  readonly owner: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

const COLUMNS = `id, owner_id AS "ownerId", owner, name, shared, filters, columns, sort, version,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

@Injectable()
export class UserViewsRepository {
  /** One's own first, then what others share, each by name. */
  visible(tx: ReadTx, userId: string, limit: number): Promise<ViewRow[]> {
    return tx.sql<ViewRow>(
      `SELECT ${COLUMNS} FROM user_view WHERE owner_id = $1 OR shared
        ORDER BY owner_id <> $1, name_key, id LIMIT $2`,
      [userId, limit],
    );
  }

  /** Whoever adds views of one person waits here for the others, so that the bound holds. */
  async countOf(tx: WriteTx, userId: string): Promise<number> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('views:' || $1, 0))`, [userId]);
    const [row] = await tx.sql<{ count: number }>('SELECT count(*)::int AS count FROM user_view WHERE owner_id = $1', [
      userId,
    ]);
    return row?.count ?? 0;
  }

  async lock(tx: WriteTx, id: string, userId: string): Promise<ViewRow | null> {
    const [row] = await tx.sql<ViewRow>(
      `SELECT ${COLUMNS} FROM user_view WHERE id = $1 AND (owner_id = $2 OR shared) FOR UPDATE`,
      [id, userId],
    );
    return row ?? null;
  }

  async add(
    tx: WriteTx,
    domainId: string,
    { id, ownerId, owner }: { readonly id: string; readonly ownerId: string; readonly owner: string },
    view: ViewFields,
  ): Promise<ViewRow> {
    const [row] = await tx.sql<ViewRow>(
      `INSERT INTO user_view (id, domain_id, owner_id, owner, name, shared, filters, columns, sort)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${COLUMNS}`,
      [id, domainId, ownerId, owner, ...valuesOf(view)],
    );
    if (!row) throw new Error('The view was not stored');
    return row;
  }

  async save(tx: WriteTx, id: string, view: ViewFields): Promise<ViewRow> {
    const [row] = await tx.sql<ViewRow>(
      `UPDATE user_view SET name = $2, shared = $3, filters = $4, columns = $5, sort = $6, version = version + 1,
              updated_at = now()
        WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, ...valuesOf(view)],
    );
    if (!row) throw new Error('The view was not stored');
    return row;
  }

  async remove(tx: WriteTx, id: string): Promise<void> {
    await tx.sql('DELETE FROM user_view WHERE id = $1', [id]);
  }
}

function valuesOf({ name, shared, filters, columns, sort }: ViewFields): readonly unknown[] {
  return [name, shared, JSON.stringify(filters), columns, sort];
}
