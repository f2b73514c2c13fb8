import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

type Answer = { readonly rows: unknown[] };

const GRANTS = `
BEGIN;
SELECT pg_advisory_xact_lock(7306112002);
GRANT USAGE ON SCHEMA pgboss TO wardkeep_app, wardkeep_system;
GRANT SELECT ON pgboss.queue TO wardkeep_app, wardkeep_system;
GRANT INSERT, SELECT (id) ON pgboss.job TO wardkeep_app, wardkeep_system;
COMMIT;
`;

/** The statements of pg-boss, as the owner of its tables, through the pool that everything else uses. */
@Injectable()
export class BossRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Lets a change put its message into the queue within its own transaction; nobody but the owner reads messages. */
  async grant(): Promise<void> {
    await this.run(GRANTS);
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
