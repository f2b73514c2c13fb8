import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

type Queue = { readonly name: string; readonly policy: 'short' | 'standard' };
type Answer = { readonly rows: unknown[] };

/** Making a queue changes tables that every queue shares: two instances at it would wait for each other. */
const ONE_AT_A_TIME = 'SELECT pg_advisory_xact_lock(7306112002)';

const GRANTS = [
  'GRANT USAGE ON SCHEMA pgboss TO wardkeep_app, wardkeep_system',
  'GRANT SELECT ON pgboss.queue TO wardkeep_app, wardkeep_system',
  'GRANT INSERT, SELECT (id) ON pgboss.job TO wardkeep_app, wardkeep_system',
];

/** The statements of pg-boss, as the owner of its tables, through the pool that everything else uses. */
@Injectable()
export class BossRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Makes the queues that are not there yet, before anybody works on one. A change may then put its message into one
   * within its own transaction; nobody but the owner reads messages.
   */
  async prepare(queues: readonly Queue[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(ONE_AT_A_TIME);
      for (const { name, policy } of queues) {
        await manager.query('SELECT pgboss.create_queue($1, $2)', [name, { policy }]);
      }
      for (const grant of GRANTS) await manager.query(grant);
    });
  }

  async run(text: string, values?: readonly unknown[]): Promise<Answer> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      const result = await runner.query(text, values ? [...values] : undefined, true);
      return { rows: (result.records as unknown[] | undefined) ?? [] };
    } catch (error) {
      // Some of its texts open a transaction themselves; the connection must not go back inside of it.
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
