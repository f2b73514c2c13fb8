import type { NextStep } from 'wardkeep/contracts';

/** What the next step of a sign-in needs. In memory alone: a reload starts the sign-in again. */
export type Handover = { readonly step: NextStep; readonly username: string };
let handover: Handover | null = null;

export const handOver = (next: Handover | null): void => {
  handover = next;
};
export const handedOver = (): Handover | null => handover;
