import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Config } from '../config/config.js';
import { HashLane, type HashPriority } from './hash-lane.js';

function laneOf(slots: number, queueLength: number, waitMs = 3_000): HashLane {
  return new HashLane({ hashing: { slots, queueLength, waitMs } } as Config);
}

/** Work that ends when it is told to. */
function controlled(lane: HashLane, name: string, priority: HashPriority, started: string[]) {
  let finish: () => void = () => undefined;
  const end = new Promise<void>((resolve) => (finish = resolve));
  const done = lane.run(async () => {
    started.push(name);
    await end;
    return name;
  }, priority);
  return { done, finish };
}

const settled = () => jest.advanceTimersByTimeAsync(0);
const full = { code: 'hash-lane-full', details: { retryAfterSeconds: 1 } };

describe('HashLane', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('admits no more work than it will take, and tells the rest at once to come back', async () => {
    const lane = laneOf(1, 2);
    let lookUps = 0;
    const never = () => {
      lookUps += 1;
      return new Promise<void>(() => undefined);
    };
    for (let taken = 0; taken < 3; taken += 1) void lane.admitted(never);
    await expect(lane.admitted(never)).rejects.toMatchObject(full);
    expect(lookUps).toBe(3);
    expect(lane.stats().shed).toBe(1);
  });

  it('gives an admitted place back, whatever came of the work', async () => {
    const lane = laneOf(1, 0);
    await expect(lane.admitted(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    await expect(lane.admitted(() => Promise.resolve('in'))).resolves.toBe('in');
  });

  it('never runs more at once than it has slots', async () => {
    const lane = laneOf(3, 100);
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    const all = Promise.all(Array.from({ length: 50 }, () => lane.run(work)));
    await jest.advanceTimersByTimeAsync(500);
    await all;
    expect(most).toBe(3);
    expect(lane.stats()).toEqual({ running: 0, queued: { interactive: 0, bulk: 0 }, shed: 0, timedOut: 0 });
  });

  it('turns away at once what the queue can not hold, and says when to come back', async () => {
    const lane = laneOf(1, 2);
    const started: string[] = [];
    const accepted = ['a', 'b', 'c'].map((name) => controlled(lane, name, 'interactive', started));
    await expect(lane.run(() => Promise.resolve())).rejects.toMatchObject(full);
    expect(lane.stats()).toMatchObject({ running: 1, queued: { interactive: 2 }, shed: 1 });
    accepted.forEach(({ finish }) => finish());
    expect(await Promise.all(accepted.map(({ done }) => done))).toEqual(['a', 'b', 'c']);
  });

  it('lets who waits for an answer go before bulk work, and each in order', async () => {
    const lane = laneOf(1, 10);
    const started: string[] = [];
    const works = [
      controlled(lane, 'first', 'bulk', started),
      controlled(lane, 'bulk 1', 'bulk', started),
      controlled(lane, 'bulk 2', 'bulk', started),
      controlled(lane, 'person 1', 'interactive', started),
      controlled(lane, 'person 2', 'interactive', started),
    ];
    works.forEach(({ finish }) => finish());
    await Promise.all(works.map(({ done }) => done));
    expect(started).toEqual(['first', 'person 1', 'person 2', 'bulk 1', 'bulk 2']);
  });

  it('keeps a place for people when bulk work fills its own queue', async () => {
    const lane = laneOf(1, 1);
    const started: string[] = [];
    const works = [controlled(lane, 'running', 'bulk', started), controlled(lane, 'waiting', 'bulk', started)];
    await expect(lane.run(() => Promise.resolve(), 'bulk')).rejects.toMatchObject(full);
    works.push(controlled(lane, 'person', 'interactive', started));
    works.forEach(({ finish }) => finish());
    await Promise.all(works.map(({ done }) => done));
    expect(started).toEqual(['running', 'person', 'waiting']);
  });

  it('lets nobody wait longer than allowed, and never runs their work afterwards', async () => {
    const lane = laneOf(1, 10, 3_000);
    const started: string[] = [];
    const holder = controlled(lane, 'holder', 'interactive', started);
    const late = expect(controlled(lane, 'late', 'interactive', started).done).rejects.toMatchObject(full);
    await jest.advanceTimersByTimeAsync(2_999);
    expect(lane.stats()).toMatchObject({ queued: { interactive: 1 }, timedOut: 0 });
    await jest.advanceTimersByTimeAsync(1);
    await late;
    holder.finish();
    await holder.done;
    expect(started).toEqual(['holder']);
    expect(lane.stats()).toMatchObject({ running: 0, queued: { interactive: 0 }, timedOut: 1 });
  });

  it('leaves no clock running for who got a slot', async () => {
    const lane = laneOf(1, 10);
    const started: string[] = [];
    const works = ['a', 'b'].map((name) => controlled(lane, name, 'interactive', started));
    works.forEach(({ finish }) => finish());
    await settled();
    await Promise.all(works.map(({ done }) => done));
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives the slot back when work fails, at once or later', async () => {
    const lane = laneOf(1, 10);
    await expect(lane.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
    const atOnce = () => {
      throw new Error('at once');
    };
    await expect(lane.run(atOnce)).rejects.toThrow('at once');
    await expect(lane.run(() => Promise.resolve('next'))).resolves.toBe('next');
    expect(lane.stats().running).toBe(0);
  });
});
