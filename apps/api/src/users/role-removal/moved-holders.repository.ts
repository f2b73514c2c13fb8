import { Injectable } from '@nestjs/common';
import { LIMITS, type FieldChange, type UserRef } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { VERSION_FIELDS } from '../users.repository.js';

export type Move = { readonly from: string; readonly to: string; readonly changes: readonly FieldChange[] };

@Injectable()
export class MovedHolders {
  /** Gives every holder of one role another, each as a new version; one more than may be moved tells that it is too many. */
  async move(tx: WriteTx, actor: Actor, { from, to, changes }: Move): Promise<readonly UserRef[]> {
    const moved = await tx.sql<UserRef>(
      `WITH chosen AS MATERIALIZED (
         SELECT id FROM app_user WHERE role_id = $1 ORDER BY id LIMIT ${LIMITS.movedHolders + 1} FOR UPDATE)
       UPDATE app_user u SET role_id = $2, version = version + 1, updated_at = now()
         FROM chosen WHERE u.id = chosen.id RETURNING u.id, u.username`,
      [from, to],
    );
    await tx.sql(
      `INSERT INTO user_version (domain_id, user_id, version, actor_id, actor_username, changes, fields)
       SELECT u.domain_id, u.id, u.version, $2, $3, $4, ${VERSION_FIELDS}
         FROM app_user u JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id WHERE u.id = ANY ($1::uuid[])`,
      [moved.map(({ id }) => id), actor.userId, actor.username, JSON.stringify(changes)],
    );
    return moved;
  }
}
