import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let demanded = false;

/** The server lets this session do nothing but set up two-factor authentication; or no longer. */
export function demandEnrolment(next: boolean): void {
  if (next === demanded) return;
  demanded = next;
  for (const listener of listeners) listener();
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useEnrolmentDemand = (): boolean => useSyncExternalStore(follow, () => demanded);
