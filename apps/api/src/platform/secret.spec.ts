import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from './secret.js';

describe('Secret', () => {
  const secret = new Secret('hunter2');

  it('is revealed to who asks for it', () => expect(secret.reveal()).toBe('hunter2'));

  it.each([
    ['text', String(secret)],
    ['JSON', JSON.stringify({ secret })],
    ['inspection', inspect({ secret }, { showHidden: true, depth: 5 })],
    ['its own fields', Object.values(secret).join()],
  ])('does not show itself in %s', (_where, shown) => expect(shown).not.toContain('hunter2'));
});
