import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Me } from 'wardkeep/contracts';

const MINUTE = 60_000;
const SECOND = 1000;
const IDLE_NOTICE = 2 * MINUTE;
/** Timers stand still while a computer sleeps. */
const LONGEST_WAIT = 10 * MINUTE;
/** How often the other tabs hear of requests. */
const TELL_EVERY = 5 * SECOND;

export const OVER_NOTICE = 10 * MINUTE;

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('wardkeep-requests');
const listeners = new Set<() => void>();
let lastRequest = Date.now();
let told = 0;

function keep(): void {
  lastRequest = Date.now();
  for (const listener of listeners) listener();
}

channel?.addEventListener('message', keep);

/** The server saw the session: by its clock, it is idle from now on. The tabs of a browser share one session. */
export function noticeRequest(): void {
  keep();
  if (lastRequest - told < TELL_EVERY) return;
  told = lastRequest;
  channel?.postMessage(null);
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** When this browser asked the server for something, in any tab. */
export const useLastRequest = (): number => useSyncExternalStore(follow, () => lastRequest);

/** How long before it ends an idle session says so: where it lasts a few minutes only, not from its beginning. */
export const idleNotice = (idleMinutes: number): number => Math.min(IDLE_NOTICE, (idleMinutes * MINUTE) / 2);

/** The absolute end by this browser's clock, which may be wrong: `askedAt` is when the answer came. */
export function overAt({ session }: Pick<Me, 'session'>, askedAt: number): number {
  return askedAt + Date.parse(session.endsAt) - Date.parse(session.lastSeenAt);
}

/** `1:05`. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long it still is, second by second; null while that is longer than `notice`. */
export function useLeft(at: number, notice: number): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const left = at - Date.now();
    const wait = left > notice ? Math.min(left - notice, LONGEST_WAIT) : SECOND;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(wait, SECOND / 10));
    return () => clearTimeout(timer);
  }, [now, at, notice]);
  const left = at - now;
  return left > notice ? null : Math.max(0, left);
}
