import { Injectable } from '@nestjs/common';
import type { ReadTx } from '../platform/database/transaction.js';
import type { Addressee } from './mail-to.js';

const MOST_TOLD = 100;

/** Who looks after a Domain, as far as they can be told something. */
@Injectable()
export class Administrators {
  reachable(tx: ReadTx): Promise<Addressee[]> {
    return tx.sql<Addressee>(
      `SELECT u.username, u.first_name, u.last_name, u.email, u.language
         FROM app_user u JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id
        WHERE r.kind IN ('domain-administrator', 'system-administrator')
          AND u.enabled AND u.email IS NOT NULL AND u.email_notifications
        ORDER BY u.username_key LIMIT ${MOST_TOLD}`,
    );
  }
}
