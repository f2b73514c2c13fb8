import { describe, expect, it } from '@jest/globals';
import { Lanes } from './lanes.js';

/** Work that lasts until it is told how it ends. */
function piece() {
  let end = () => {};
  let fail = (_error: Error) => {};
  const over = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { work: () => over, end: () => end(), fail: (error: Error) => fail(error) };
}

describe('lanes', () => {
  it('hold as many pieces as there are lanes, and let the next one in when one ends', async () => {
    const lanes = new Lanes(2);
    const [first, second] = [piece(), piece()];
    await lanes.start(first.work);
    await lanes.start(second.work);
    let isThirdIn = false;
    const third = lanes.start(() => Promise.resolve(void (isThirdIn = true)));
    await Promise.resolve();
    expect(isThirdIn).toBe(false);
    second.end();
    await third;
    expect(isThirdIn).toBe(true);
    first.end();
    await lanes.idle();
  });

  it('begin nothing behind a failure, which is thrown once the others are over', async () => {
    const lanes = new Lanes(2);
    const [good, bad] = [piece(), piece()];
    await lanes.start(good.work);
    await lanes.start(bad.work);
    bad.fail(new Error('lost'));
    await expect(lanes.start(() => Promise.reject(new Error('began')))).rejects.toThrow('lost');
    let isOver = false;
    const idle = lanes.idle().finally(() => (isOver = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    good.end();
    await expect(idle).rejects.toThrow('lost');
  });
});
