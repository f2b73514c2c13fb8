import { describe, expect, it } from '@jest/globals';
import { isOver, toEnd } from './session-lifetime.js';

const limits = { idleMinutes: 60, absoluteMinutes: 600, maxConcurrent: 3 };
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describe('isOver', () => {
  it.each<{ name: string; seen: string; ends: string; ended?: string; now: string; over: false | string }>([
    { name: 'just seen', seen: '10:00:00', ends: '18:00:00', now: '10:00:00', over: false },
    { name: 'a moment before the idle limit', seen: '10:00:00', ends: '18:00:00', now: '10:59:59.999', over: false },
    { name: 'at the idle limit', seen: '10:00:00', ends: '18:00:00', now: '11:00:00', over: 'idle' },
    { name: 'a moment before its end', seen: '17:30:00', ends: '18:00:00', now: '17:59:59.999', over: false },
    { name: 'at its end', seen: '17:30:00', ends: '18:00:00', now: '18:00:00', over: 'expired' },
    { name: 'past both, idle first', seen: '16:00:00', ends: '18:00:00', now: '20:00:00', over: 'idle' },
    { name: 'past both, its end first', seen: '17:30:00', ends: '18:00:00', now: '20:00:00', over: 'expired' },
    { name: 'past both at the same moment', seen: '17:00:00', ends: '18:00:00', now: '18:00:00', over: 'expired' },
    {
      name: 'ended by somebody',
      seen: '10:00:00',
      ends: '18:00:00',
      ended: '10:01:00',
      now: '10:02:00',
      over: 'ended',
    },
    { name: 'ended long ago', seen: '10:00:00', ends: '18:00:00', ended: '10:01:00', now: '23:00:00', over: 'ended' },
  ])('$name: $over', ({ seen, ends, ended, now, over }) => {
    const session = { lastSeenAt: at(seen), endsAt: at(ends), endedAt: ended === undefined ? null : at(ended) };
    expect(isOver(session, limits, at(now))).toBe(over);
  });
});

describe('toEnd', () => {
  const live = [
    { id: 'newest', startedAt: at('12:00:00') },
    { id: 'oldest', startedAt: at('10:00:00') },
    { id: 'middle', startedAt: at('11:00:00') },
  ];
  it.each([
    { name: 'nobody is signed in', sessions: [], max: 1, ends: [] },
    { name: 'there is room for one more', sessions: live.slice(0, 2), max: 3, ends: [] },
    { name: 'all places are taken', sessions: live, max: 3, ends: ['oldest'] },
    { name: 'only one is allowed', sessions: live, max: 1, ends: ['oldest', 'middle', 'newest'] },
    { name: 'the limit was lowered meanwhile', sessions: live, max: 2, ends: ['oldest', 'middle'] },
  ])('ends $ends when $name', ({ sessions, max, ends }) => {
    expect(toEnd(sessions, { ...limits, maxConcurrent: max })).toEqual(ends);
  });

  it('leaves its argument as it was', () => {
    toEnd(live, limits);
    expect(live.map(({ id }) => id)).toEqual(['newest', 'oldest', 'middle']);
  });
});
