import { Injectable } from '@nestjs/common';
import type { Claim, FormInput, LoginMethod, Verdict } from './login-method.js';
import { StandardStrategy } from './standard.strategy.js';
import { runStrategy } from './strategy-runner.js';

/** Sign-in with the password that Wardkeep keeps. */
@Injectable()
export class StandardMethod implements LoginMethod {
  readonly id = 'standard';

  constructor(private readonly strategy: StandardStrategy) {}

  async verify(claim: Claim, input: FormInput): Promise<Verdict> {
    const url = '/api/v1/auth/sign-in';
    const outcome = await runStrategy(this.strategy, {
      url,
      originalUrl: url,
      method: 'POST',
      protocol: 'http',
      headers: {},
      query: {},
      body: { domain: claim.domain, username: input.username, password: input.password },
      session: {},
    });
    return outcome.kind === 'success' ? (outcome.user as Verdict) : { kind: 'refused', userId: null };
  }
}
