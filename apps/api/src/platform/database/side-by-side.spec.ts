import { describe, expect, it } from '@jest/globals';
import { setTimeout as after } from 'node:timers/promises';
import { sideBySide } from './side-by-side.js';

const failing = async (ms: number, text: string) => {
  await after(ms);
  throw new Error(text);
};

describe('statements side by side', () => {
  it('answer in their order, however long each takes', async () => {
    expect(await sideBySide(after(10, 'slow'), Promise.resolve('quick'), 'at hand')).toEqual([
      'slow',
      'quick',
      'at hand',
    ]);
  });

  it('fail with what failed first in time, which is what made the others fail', async () => {
    await expect(sideBySide(failing(20, 'aborted'), failing(1, 'the cause'))).rejects.toThrow('the cause');
  });

  it('fail once all of them are over', async () => {
    let isOver = false;
    const slow = after(20).then(() => (isOver = true));
    await expect(sideBySide(failing(1, 'early'), slow)).rejects.toThrow('early');
    expect(isOver).toBe(true);
  });
});
