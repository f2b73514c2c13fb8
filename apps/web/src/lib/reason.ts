import { useQuery } from '@tanstack/react-query';
import type { ReasonPolicy } from 'wardkeep/contracts';
import { problemCode } from './problems';
import { meQuery } from './session';

export type AskedFor = keyof ReasonPolicy;

/** Whether the Domain one works in asks why this is done. */
export function useReasonAsked(action: AskedFor | undefined): boolean {
  const { data } = useQuery({ ...meQuery, enabled: false });
  return action !== undefined && data?.domain.reasons[action] === true;
}

/** Whether a write was refused since it came without a reason: the settings were not known, or are new. */
export const lacksReason = (error: unknown): boolean => problemCode(error) === 'reason-required';
