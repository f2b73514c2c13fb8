import { expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS } from 'wardkeep/contracts';
import { grantsOf } from './grants.js';
import { mayApplyDespiteLimit } from './sync-access.js';

it.each([
  ['domain-administrator', true],
  ['operator', false],
  ['read-only', false],
] as const)('%s may apply despite the limit: %s', (role, allowed) => {
  const actor = { userId: 'me', grants: grantsOf(BUILT_IN_GRANTS[role]) };
  expect(mayApplyDespiteLimit(actor).allowed).toBe(allowed);
});
