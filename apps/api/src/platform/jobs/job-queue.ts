import { Injectable, Logger } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { Config } from '../config/config.js';
import type { WriteTx } from '../database/transaction.js';
import { errorCode } from '../error-code.js';
import { BossRepository } from './boss.repository.js';

const QUEUE = 'wardkeep-jobs';
/** Where pg-boss keeps what a schedule makes due. */
const PG_BOSS_QUEUE = { name: '__pgboss__send-it', policy: 'standard' } as const;
const MESSAGES_AT_ONCE = 50;
const UPKEEP_SECONDS = 600;
/** This process is woken when it queues something; polling is for what other instances queue. */
const POLL_SECONDS = { alone: 10, together: 2 };
const SCHEDULE_POLL_SECONDS = 30;

type Task = () => Promise<void>;
type Schedule = { readonly name: string; readonly cron: string; readonly task: Task };

/**
 * Tells some instance that a job waits, and carries out schedules once among all instances. A message is a hint: the
 * rows of the jobs decide which is carried out, where and when.
 */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger(JobQueue.name);
  private readonly schedules: Schedule[] = [];
  private workerId: string | null = null;
  private readonly boss: PgBoss;
  private readonly isAlone: boolean;
  private isStarted = false;
  private isStopped = false;
  private isAway = false;
  private readonly shared = {
    db: { executeSql: (text: string, values: unknown[]) => this.execute(text, values) },
    schema: 'pgboss',
  };

  constructor(
    private readonly database: BossRepository,
    config: Config,
  ) {
    this.isAlone = config.database.url === null;
    this.boss = new PgBoss({
      ...this.shared,
      maintenanceIntervalSeconds: UPKEEP_SECONDS,
      cronMonitorIntervalSeconds: 30,
      cronWorkerIntervalSeconds: this.isAlone ? SCHEDULE_POLL_SECONDS : 5,
      retryLimit: 0,
    });
    this.boss.on('error', (error) => {
      if (!this.isAway) this.logger.warn(`the job queue: ${error.message}`);
    });
  }

  /** Carries out `task` by a cron line, in UTC, once among all instances. To be said before the application starts. */
  schedule(name: string, cron: string, task: Task): void {
    this.schedules.push({ name, cron, task });
  }

  async start(onHint: () => void): Promise<void> {
    await this.prepare();
    await this.boss.start();
    const polling = { pollingIntervalSeconds: this.isAlone ? POLL_SECONDS.alone : POLL_SECONDS.together };
    this.workerId = await this.boss.work(QUEUE, { ...polling, batchSize: MESSAGES_AT_ONCE }, () => {
      onHint();
      return Promise.resolve();
    });
    for (const each of this.schedules) await this.startSchedule(each);
    this.isStarted = true;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.boss.stop({ graceful: false, close: false });
  }

  /** Within the transaction of the job's row. */
  async send(tx: WriteTx, jobId: string): Promise<void> {
    const db = { executeSql: async (text: string, values: unknown[]) => ({ rows: await tx.sql(text, values) }) };
    await this.boss.send(QUEUE, { jobId }, { db, singletonKey: jobId });
    tx.afterCommit(() => {
      if (this.workerId !== null) this.boss.notifyWorker(this.workerId);
    });
  }

  /**
   * Everything is made before anybody works, pg-boss's own queue included: a table that is added waits for those that
   * read the others, and they for it.
   */
  private async prepare(): Promise<void> {
    const builder = new PgBoss({ ...this.shared, supervise: false, schedule: false });
    await builder.start();
    await builder.stop({ graceful: false, close: false });
    const own = [QUEUE, ...this.schedules.map(({ name }) => name)].map((name) => ({ name, policy: 'short' as const }));
    await this.database.prepare([PG_BOSS_QUEUE, ...own]);
  }

  private async startSchedule({ name, cron, task }: Schedule): Promise<void> {
    await this.boss.schedule(name, cron);
    await this.boss.work(name, { pollingIntervalSeconds: SCHEDULE_POLL_SECONDS }, async () => {
      await task().catch((error: unknown) => this.logger.warn(`${name} failed: ${reasonOf(error)}`));
    });
  }

  /**
   * pg-boss does not catch a failure of the statement that ends a message, which would end the process whenever the
   * database is away for a moment; an answer without rows it takes for nothing done. What is lost this way does no
   * harm: jobs are found by their lease, and a schedule comes again.
   */
  private async execute(text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
    try {
      const answer = await this.database.run(text, values);
      this.isAway = false;
      return answer;
    } catch (error) {
      if (!this.isStarted) throw error;
      if (!this.isAway && !this.isStopped) this.logger.warn(`the job queue waits: ${reasonOf(error)}`);
      this.isAway = true;
      return { rows: null as unknown as unknown[] };
    }
  }
}

function reasonOf(error: unknown): string {
  return errorCode(error) || (error instanceof Error ? error.message : String(error));
}
