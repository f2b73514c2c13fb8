import { Injectable } from '@nestjs/common';
import type { Claim, FormInput, LoginMethod, Verdict } from './login-method.js';
import { StandardStrategy } from './standard.strategy.js';
import { formRequest, runStrategy } from './strategy-runner.js';

/** Sign-in with the password that Wardkeep keeps. */
@Injectable()
export class StandardMethod implements LoginMethod {
  readonly id = 'standard';

  constructor(private readonly strategy: StandardStrategy) {}

  async verify(claim: Claim, input: FormInput): Promise<Verdict> {
    const { username, password } = input;
    const outcome = await runStrategy(this.strategy, formRequest({ domain: claim.domain, username, password }));
    return outcome.kind === 'success' ? (outcome.user as Verdict) : { kind: 'refused', userId: null };
  }
}
