import { describe, expect, it } from '@jest/globals';
import { allow, deny, denyFirst } from './decision.js';

describe('denyFirst', () => {
  it.each([
    { name: 'no reason at all', reasons: [], decision: allow },
    { name: 'reasons that do not hold', reasons: [['self', false]] as const, decision: allow },
    {
      name: 'the first that holds, not the first in the list',
      reasons: [
        ['self', false],
        ['protected-user', true],
      ] as const,
      decision: deny('protected-user'),
    },
    {
      name: 'two that hold, in the order of the list',
      reasons: [
        ['permission-missing', true],
        ['self', true],
      ] as const,
      decision: deny('permission-missing'),
    },
  ])('answers $name', ({ reasons, decision }) => {
    expect(denyFirst(reasons)).toEqual(decision);
  });
});
