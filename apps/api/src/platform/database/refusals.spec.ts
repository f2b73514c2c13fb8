import { expect, it } from '@jest/globals';
import { RefusalPace } from './refusals.js';

it('tells of a refusal once a minute, and of each other one at once', () => {
  const pace = new RefusalPace();
  expect([0, 1, 59_999, 60_000, 60_001].map((now) => pace.isDue('ann', now))).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
  expect(pace.isDue('bob', 1)).toBe(true);
});

it('remembers so many and no more', () => {
  const pace = new RefusalPace();
  for (let person = 0; person <= 1_000; person += 1) pace.isDue(`person ${person}`, 0);
  expect(pace.isDue('person 0', 1)).toBe(true);
  expect(pace.isDue('person 1000', 1)).toBe(false);
});
