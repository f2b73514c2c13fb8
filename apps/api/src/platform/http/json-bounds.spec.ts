import { describe, expect, it } from '@jest/globals';
import { isBeyondBounds } from './json-bounds.js';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('the bounds of JSON', () => {
  it.each([
    ['as deep as it may be', nested(32)],
    ['brackets within a text', JSON.stringify(nested(1_000))],
    ['quotes within a text', JSON.stringify(`"\\"${nested(1_000)}`)],
    ['many values, each on its own level', `[${'[],'.repeat(10_000)}[]]`],
    ['commas within texts', JSON.stringify([',,,'.repeat(50_000)])],
    ['nothing', ''],
  ])('hold %s', (_what, json) => expect(isBeyondBounds(json)).toBe(false));

  it.each([
    ['one level more', nested(33)],
    ['brackets that never close', '{"a":'.repeat(100_000)],
    ['too many values', `[${'1,'.repeat(20_001)}1]`],
    ['depth behind a text that ends with a backslash', `["\\\\",${nested(33)}]`],
  ])('do not hold %s', (_what, json) => expect(isBeyondBounds(json)).toBe(true));

  it('are known at once for text that is no JSON at all', () => {
    const started = performance.now();
    isBeyondBounds('"'.repeat(1_000_001));
    isBeyondBounds(`"${'\\'.repeat(1_000_000)}`);
    isBeyondBounds('"a\\"'.repeat(250_000));
    isBeyondBounds(`{"a":"${'\\"'.repeat(500_000)}`);
    isBeyondBounds(`{"a":"${'\\"'.repeat(500_000)}\\`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
