import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FormInput, LoginMethod, Verdict } from './login-method.js';
import { LdapStrategy, type DirectoryClaim } from './ldap.strategy.js';
import { formRequest, runStrategy } from './strategy-runner.js';

/** Whoever signs in waits no longer for all directories together, whatever each one's own limits are. */
const PATIENCE_MS = 4_800;

/** Sign-in with the password that a directory keeps. */
@Injectable()
export class LdapMethod implements LoginMethod {
  readonly id = 'ldap';

  constructor(private readonly strategy: LdapStrategy) {}

  async verify(claim: DirectoryClaim, { password }: FormInput): Promise<Verdict> {
    const outcome = await inTime(runStrategy(this.strategy, formRequest({ ...claim, password })));
    if (outcome === null) return { kind: 'unavailable', detail: 'No answer in time' };
    return outcome.kind === 'success' ? (outcome.user as Verdict) : { kind: 'refused', userId: null };
  }
}

/** Null when there was no answer in time; one that comes later is nobody's any more. */
async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const waiting = new AbortController();
  const late = sleep(PATIENCE_MS, null, { signal: waiting.signal }).catch(() => null);
  try {
    return await Promise.race([answer, late]);
  } finally {
    waiting.abort();
    answer.catch(() => undefined);
  }
}
