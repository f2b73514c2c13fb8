import { describe, expect, it } from '@jest/globals';
import { Breaker } from './breaker.js';
import { DirectoryBusy, DirectoryProblem } from './directory-problem.js';

const down = () => Promise.reject(new DirectoryProblem('directory-unavailable', 'no answer'));
const up = () => Promise.resolve('here');

function aBreaker() {
  const clock = { now: 1_000_000 };
  const told: string[] = [];
  const breaker = new Breaker(
    (detail) => told.push(detail),
    () => clock.now,
  );
  const fails = (times: number) =>
    Promise.all(Array.from({ length: times }, () => breaker.guard(down).catch(() => undefined)));
  return { clock, told, breaker, fails };
}

describe('a directory that does not answer', () => {
  it('is asked until it failed three times in a row', async () => {
    const { breaker, told, fails } = aBreaker();
    await fails(2);
    await breaker.guard(up);
    await fails(2);
    expect(breaker.outOfReachUntil).toBeNull();
    await fails(1);
    expect(breaker.outOfReachUntil).toEqual(new Date(1_030_000));
    expect(told).toEqual(['no answer']);
    await expect(breaker.guard(up)).rejects.toThrow('asked again in 30 s');
  });

  it('is tried by one after a while, whose finding holds for all; and told of once', async () => {
    const { breaker, clock, told, fails } = aBreaker();
    await fails(3);
    clock.now += 30_000;
    let answer: (text: string) => void = () => undefined;
    const trying = breaker.guard(() => new Promise<string>((resolve) => (answer = resolve)));
    await expect(breaker.guard(up)).rejects.toThrow('asked again');
    answer('back');
    await expect(trying).resolves.toBe('back');
    await expect(breaker.guard(up)).resolves.toBe('here');
    await fails(3);
    clock.now += 30_000;
    await fails(1);
    expect(breaker.outOfReachUntil).toEqual(new Date(1_090_000));
    expect(told).toHaveLength(2);
  });

  it.each([
    ['an answer that is not whole', new DirectoryProblem('incomplete-answer', 'cut')],
    ['a queue of our own that is full', new DirectoryBusy()],
    ['a mistake of ours', new Error('bug')],
  ])('is not what %s means', async (_, error) => {
    const { breaker } = aBreaker();
    for (let times = 0; times < 5; times += 1) await breaker.guard(() => Promise.reject(error)).catch(() => undefined);
    expect(breaker.outOfReachUntil).toBeNull();
  });
});
