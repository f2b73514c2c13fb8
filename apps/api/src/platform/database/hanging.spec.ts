import { describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { newBoxes } from '../../../testing/boxes.js';
import { inDomain } from '../actor.js';
import { newId } from '../ids.js';
import { UnitOfWork } from './unit-of-work.js';

/** A connection to a server that takes statements and answers none: the first wait has ended, any other never would. */
function hangingConnection() {
  const end = jest.fn(() => Promise.resolve());
  const release = jest.fn(() => Promise.resolve());
  const query = jest.fn((text: string) =>
    text.startsWith('BEGIN') ? Promise.reject(new Error('Query read timeout')) : new Promise(() => undefined),
  );
  const connection = { query, end };
  const runner = { connect: () => Promise.resolve(connection), query, release, databaseConnection: connection };
  return { end, release, dataSource: { createQueryRunner: () => runner } as unknown as DataSource };
}

describe('a database that hangs', () => {
  it('is waited for once: the connection is closed without another statement, and the answer is 503', async () => {
    const { dataSource, end, release } = hangingConnection();
    const unitOfWork = new UnitOfWork(dataSource, newBoxes());
    const reading = unitOfWork.read(inDomain({ id: newId(), name: 'acme' }), () => Promise.resolve(1));
    await expect(reading).rejects.toMatchObject({ code: 'database-unavailable', status: 503 });
    expect(end).toHaveBeenCalledTimes(1);
    expect(release).toHaveBeenCalledTimes(1);
  });
});
