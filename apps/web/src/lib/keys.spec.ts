import { describe, expect, it } from '@jest/globals';
import { isKey } from './keys';

type Press = { key: string; ctrl?: boolean; meta?: boolean; alt?: boolean; shift?: boolean; altGraph?: boolean };

const press = ({ key, ctrl = false, meta = false, alt = false, shift = false, altGraph = false }: Press) => ({
  key,
  ctrlKey: ctrl,
  metaKey: meta,
  altKey: alt,
  shiftKey: shift,
  getModifierState: (name: string) => name === 'AltGraph' && altGraph,
});

describe('a key', () => {
  it.each<[string, Press, boolean]>([
    ['/', { key: '/' }, true],
    // Shift+7 on a German keyboard makes the same sign.
    ['?', { key: '?', shift: true }, true],
    ['[', { key: '[', ctrl: true, alt: true, altGraph: true }, true],
    ['[', { key: '[', alt: true }, true],
    ['[', { key: '[', ctrl: true }, false],
    ['j', { key: 'J' }, false],
    ['j', { key: 'j', meta: true }, false],
    ['mod+k', { key: 'k', ctrl: true }, true],
    ['mod+k', { key: 'K', meta: true }, true],
    ['mod+k', { key: 'K', ctrl: true, shift: true }, false],
    ['mod+k', { key: 'k' }, false],
    ['mod+k', { key: 'k', ctrl: true, alt: true }, false],
    ['mod+k', { key: 'k', ctrl: true, alt: true, altGraph: true }, false],
  ])('%s is pressed by %j: %s', (key, event, expected) => expect(isKey(key, press(event))).toBe(expected));
});
