import { describe, expect, it } from '@jest/globals';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { toProblem } from './pg-errors.js';

const coded = (code: string) => Object.assign(new Error('something happened'), { code });
const failed = (cause: Error) => new QueryFailedError('SELECT 1', [], cause);

describe('a database that is away', () => {
  it.each([
    ['was restarted', coded('57P01')],
    ['starts', coded('57P03')],
    ['refuses the connection', coded('ECONNREFUSED')],
    ['has no route to it', coded('EHOSTUNREACH')],
    ['has no address for the moment', coded('EAI_AGAIN')],
    ['ended the connection', new Error('Connection terminated unexpectedly')],
    ['ended it between two statements', new QueryRunnerAlreadyReleasedError()],
    ['ended it before the statement', new Error('Client was closed and is not queryable')],
    ['hangs', new Error('Query read timeout')],
    ['hangs while one connects', new Error('timeout expired')],
    ['is busy with everybody else', new Error('timeout exceeded when trying to connect')],
    ['waits for a lock', coded('55P03')],
  ])('is told as such when it %s', (_what, cause) => {
    for (const error of [cause, failed(cause)]) {
      expect(toProblem(error)).toMatchObject({ code: 'database-unavailable', details: { retryAfterSeconds: 1 } });
    }
  });

  it('is not to blame for our own mistakes', () => {
    const mistake = failed(coded('42601'));
    expect(toProblem(mistake)).toBe(mistake);
  });
});
