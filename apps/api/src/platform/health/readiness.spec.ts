import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { HealthRepository } from './health.repository.js';
import { Readiness } from './readiness.js';

describe('readiness', () => {
  const isPrepared = jest.fn<() => Promise<boolean>>();
  const readiness = () => new Readiness({ isPrepared } as unknown as HealthRepository);
  const refused = (code: string) => expect.objectContaining({ status: 503, code });

  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    isPrepared.mockReset();
    jest.useRealTimers();
  });

  it('is given while the database is prepared', async () => {
    isPrepared.mockResolvedValue(true);
    await expect(readiness().check()).resolves.toBeUndefined();
  });

  it.each([
    ['is not prepared', () => Promise.resolve(false)],
    ['is away', () => Promise.reject(new Error('ECONNREFUSED'))],
  ])('is refused while the database %s', async (_what, answer) => {
    isPrepared.mockImplementation(answer);
    await expect(readiness().check()).rejects.toEqual(refused('database-unavailable'));
  });

  it('is refused after two seconds without an answer', async () => {
    isPrepared.mockReturnValue(new Promise(() => undefined));
    const checked = expect(readiness().check()).rejects.toEqual(refused('database-unavailable'));
    await jest.advanceTimersByTimeAsync(2_000);
    await checked;
  });

  it('asks the database once for all who ask at once, and again later', async () => {
    isPrepared.mockResolvedValue(true);
    const ready = readiness();
    await Promise.all([ready.check(), ready.check(), ready.check()]);
    expect(isPrepared).toHaveBeenCalledTimes(1);
    await ready.check();
    expect(isPrepared).toHaveBeenCalledTimes(2);
  });

  it('ends when the process stops, whatever the database says', async () => {
    isPrepared.mockResolvedValue(true);
    const ready = readiness();
    ready.stopping();
    await expect(ready.check()).rejects.toEqual(refused('shutting-down'));
  });
});
