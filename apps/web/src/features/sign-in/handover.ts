import type { NextStep, SignInResult } from 'wardkeep/contracts';
import { holdCsrfToken } from '../../lib/api';

/** What the next step of a sign-in needs. In memory alone: a reload starts the sign-in again. */
export type Handover = { readonly challenge: string; readonly username: string };
let handover: Handover | null = null;

export const handOver = (next: Handover | null): void => {
  handover = next;
};
export const handedOver = (): Handover | null => handover;

/** What to do with an answer: nothing more when signed in, else its next step. */
export function nextStep(result: SignInResult): NextStep | null {
  if (result.status !== 'signed_in') return result;
  holdCsrfToken(result.csrfToken ?? null);
  return null;
}
