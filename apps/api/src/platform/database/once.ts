import type { Actor } from '../actor.js';
import { errorCode } from '../error-code.js';
import { Problem } from '../http/problem.js';
import type { WriteTx } from './transaction.js';

/** The answer given before to the same request with the same key. Thrown by a write, answered by the filter. */
export class StoredAnswer extends Error {
  constructor(readonly answer: unknown) {
    super('The request was carried out before');
    this.name = 'StoredAnswer';
  }
}

const LOCK_TIMEOUT = '55P03';

type Row = { readonly isSame: boolean; readonly answer: string | null };

/** Seals and opens stored answers: one may hold a temporary password, and a request a chosen one. */
export type AnswerBox = {
  readonly seal: (text: string) => string;
  readonly open: (sealed: string) => string;
  /** By which a request is known again; a plain hash would let a password in it be guessed. */
  readonly fingerprint: (requestHash: Buffer) => Buffer;
};

/**
 * Claims the request's key within its own transaction, so that the effect and the key are stored
 * together. A second request waits for the first as long as for any lock; once that is through, it gets the same answer.
 */
export async function claimOnce(tx: WriteTx, actor: Actor, box: AnswerBox): Promise<void> {
  if (!actor.once) return;
  const { key, route } = actor.once;
  const request = box.fingerprint(actor.once.requestHash);
  const scope = [actor.domain.id, actor.userId, route, key];
  if (await claim(tx, scope, request).catch(asInFlight)) return;
  const [row] = await tx.sql<Row>(
    `SELECT request_hash = $5 AS "isSame", answer FROM idempotency_key
      WHERE domain_id = $1 AND actor_id = $2 AND route = $3 AND key = $4`,
    [...scope, request],
  );
  if (row && !row.isSame) throw new Problem('idempotency-key-reused');
  if (!row?.answer) throw new Problem('request-in-flight', { retryAfterSeconds: 1 });
  throw new StoredAnswer(JSON.parse(box.open(row.answer)));
}

async function claim(tx: WriteTx, scope: readonly unknown[], request: Buffer): Promise<boolean> {
  await tx.sql(
    `DELETE FROM idempotency_key WHERE domain_id = $1 AND actor_id = $2 AND route = $3 AND key = $4
        AND created_at < now() - interval '24 hours'`,
    scope,
  );
  const rows = await tx.sql(
    `INSERT INTO idempotency_key (domain_id, actor_id, route, key, request_hash) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING key`,
    [...scope, request],
  );
  return rows.length > 0;
}

/** The first request has the key for longer than anybody waits for a lock. */
function asInFlight(error: unknown): never {
  throw errorCode(error) === LOCK_TIMEOUT ? new Problem('request-in-flight', { retryAfterSeconds: 1 }) : error;
}

export async function keepAnswer(tx: WriteTx, actor: Actor, box: AnswerBox, answer: unknown): Promise<void> {
  if (!actor.once) return;
  const { key, route } = actor.once;
  await tx.sql(
    'UPDATE idempotency_key SET answer = $5 WHERE domain_id = $1 AND actor_id = $2 AND route = $3 AND key = $4',
    [actor.domain.id, actor.userId, route, key, box.seal(JSON.stringify(answer ?? null))],
  );
}
