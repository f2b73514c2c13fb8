import { expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { openTestDatabase } from '../../../testing/database.js';
import { loadConfig } from '../config/load-config.js';
import { BossRepository } from './boss.repository.js';
import { JobQueue } from './job-queue.js';

const INSTANCES = 6;
const ROUNDS = 3;

it('OPS-03 the queue is made once, however many instances start for the first time at once', async () => {
  Logger.overrideLogger(false);
  for (let round = 0; round < ROUNDS; round += 1) {
    const database = await openTestDatabase();
    const queues = Array.from(
      { length: INSTANCES },
      () => new JobQueue(new BossRepository(database.dataSource), loadConfig({})),
    );
    try {
      for (const queue of queues) queue.schedule('tidy', '0 3 * * *', () => Promise.resolve());
      const starts = await Promise.allSettled(queues.map((queue) => queue.start(() => undefined)));
      expect(starts.filter(({ status }) => status === 'rejected')).toEqual([]);
    } finally {
      await Promise.all(queues.map((queue) => queue.stop()));
      // A worker notices on its next step that it was stopped.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await database.close();
    }
  }
});
