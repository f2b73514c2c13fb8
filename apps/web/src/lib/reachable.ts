import { useSyncExternalStore } from 'react';

/** A gateway's words for a server behind it that does not answer. */
const GATEWAY = new Set([502, 504]);
const listeners = new Set<() => void>();
let reachable = true;

function found(answers: boolean): void {
  if (answers === reachable) return;
  reachable = answers;
  for (const listener of listeners) listener();
}

/** `fetch` that remembers whether the server answered. A request that the caller gave up says nothing about it. */
export const watchedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, init);
    found(!GATEWAY.has(response.status));
    return response;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) found(false);
    throw error;
  }
};

/** Asks the server for a sign of life; what it found, `useReachable` tells. */
export async function knock(): Promise<void> {
  await watchedFetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(5000) }).catch(() => undefined);
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useReachable = (): boolean => useSyncExternalStore(follow, () => reachable);
