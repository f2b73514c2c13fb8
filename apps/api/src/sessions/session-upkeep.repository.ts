import { Injectable } from '@nestjs/common';
import type { WriteTx } from '../platform/database/transaction.js';
import type { SessionLimits } from '../settings/settings.service.js';

/** When somebody was last seen is written in batches; nobody is idle before such a batch has had its time. */
const SLACK_MINUTES = 2;

const MINUTE = `interval '1 minute'`;

@Injectable()
export class SessionUpkeep {
  /** Ends at most so many sessions at the time they were over, by the limits of their Domain. */
  async endOver(tx: WriteTx, { system, domains }: SessionLimits, batch: number): Promise<number> {
    const rows = await tx.sql(
      `WITH over AS MATERIALIZED (
         SELECT s.id, s.last_seen_at + l.idle * ${MINUTE} AS idle_at,
                least(s.ends_at, s.started_at + l.lasts * ${MINUTE}) AS over_at
           FROM session s
           LEFT JOIN unnest($1::uuid[], $2::int[], $3::int[]) AS own(domain_id, idle, lasts)
             ON own.domain_id = s.domain_id
          CROSS JOIN LATERAL (SELECT coalesce(own.idle, $4::int) AS idle, coalesce(own.lasts, $5::int) AS lasts) l
          WHERE s.ended_at IS NULL
            AND (least(s.ends_at, s.started_at + l.lasts * ${MINUTE}) <= now()
                 OR s.last_seen_at <= now() - (l.idle + ${SLACK_MINUTES}) * ${MINUTE})
          LIMIT $6 FOR UPDATE OF s SKIP LOCKED)
       UPDATE session s
          SET ended_at = least(over.over_at, over.idle_at),
              ended_because = CASE WHEN over.idle_at < over.over_at THEN 'idle' ELSE 'expired' END
         FROM over WHERE s.id = over.id RETURNING s.id`,
      [
        domains.map(({ domainId }) => domainId),
        domains.map(({ idleMinutes }) => idleMinutes),
        domains.map(({ absoluteMinutes }) => absoluteMinutes),
        system.idleMinutes,
        system.absoluteMinutes,
        batch,
      ],
    );
    return rows.length;
  }
}
