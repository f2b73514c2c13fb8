import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Session } from 'wardkeep/contracts';
import { act } from 'react';
import { render, type Rendered } from '../testing/rendered';
import { clock, idleNotice, noticeRequest, overAt, useLastRequest, useLeft } from './session-end';

const MINUTE = 60_000;
const START = Date.parse('2026-11-22T09:00:00Z');

/** Second by second, as React shows it. */
async function pass(minutes: number): Promise<void> {
  for (let second = 0; second < minutes * 60; second += 1) await act(() => jest.advanceTimersByTimeAsync(1000));
}

function Idle() {
  const left = useLeft(useLastRequest() + 4 * MINUTE, idleNotice(4));
  return <output>{left === null ? 'far' : clock(left)}</output>;
}

describe('the end of a session', () => {
  let page: Rendered;
  const shown = () => page.find('output').textContent;
  beforeEach(async () => {
    jest.useFakeTimers({ now: START });
    noticeRequest();
    page = await render(<Idle />);
  });
  afterEach(async () => {
    await page.close();
    jest.useRealTimers();
  });

  it('is counted down in its last two minutes', async () => {
    await pass(1.9);
    expect(shown()).toBe('far');
    await pass(0.2);
    expect(shown()).toBe('1:54');
    await pass(1);
    expect(shown()).toBe('0:54');
    await pass(1);
    expect(shown()).toBe('0:00');
  });

  it('is far again after a request', async () => {
    await pass(3);
    act(() => noticeRequest());
    expect(shown()).toBe('far');
    await pass(3);
    expect(shown()).toBe('1:00');
  });
});

describe('what it is reckoned from', () => {
  it('is told half-way where a session lasts a few minutes only', () => {
    expect([1, 3, 4, 1440].map(idleNotice)).toEqual([0.5, 1.5, 2, 2].map((minutes) => minutes * MINUTE));
  });

  it('does not depend on the clock of this computer', () => {
    const session = { lastSeenAt: '2026-11-22T09:00:00Z', endsAt: '2026-11-22T09:08:00Z' } as Session;
    expect(overAt({ session }, 5_000)).toBe(5_000 + 8 * MINUTE);
  });
});
