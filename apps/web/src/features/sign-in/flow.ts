import { useEffect, useState } from 'react';
import type { NextStep, SignInResult } from 'wardkeep/contracts';
import { holdCsrfToken } from '../../lib/api';
import type { OutsidePath } from '../../lib/outside';
import { problemCode } from '../../lib/problems';
import { handedOver, handOver, type Handover } from './handover';
import { goOn, showStart, showStep } from './place';

const PAGES: Readonly<Record<NextStep['status'], OutsidePath>> = {
  second_factor_required: '/sign-in/two-factor',
  second_factor_enrolment_required: '/sign-in/enrol',
  password_change_required: '/sign-in/new-password',
};

const never = <T>() => new Promise<T>(() => undefined);

/** After any answer of a sign-in: into the console, or to the next step. Never settles, since both lead away. */
export function proceed(result: SignInResult, username: string): Promise<never> {
  if (result.status === 'signed_in') {
    handOver(null);
    holdCsrfToken(result.csrfToken ?? null);
    return goOn();
  }
  handOver({ step: result, username });
  showStep(PAGES[result.status]);
  return never();
}

/** A step that took too long, or was used already, leads back to the start. */
export async function inTime<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (problemCode(error) !== 'invalid-challenge') throw error;
    handOver(null);
    showStart();
    return never();
  }
}

/** What was handed over to this step; null, and back to the start, when there is nothing. */
export function useHandover(status: NextStep['status']): Handover | null {
  const [held] = useState(handedOver);
  const fits = held?.step.status === status;
  useEffect(() => {
    if (!fits) showStart();
  }, [fits]);
  return fits ? held : null;
}
