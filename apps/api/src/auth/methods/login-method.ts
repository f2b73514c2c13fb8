import type { DomainRef } from '../../platform/actor.js';

/** What the sign-in form sent, for the method to prove. */
export type FormInput = { readonly username: string; readonly password: string };

/** Who wants in where. */
export type Claim = { readonly domain: DomainRef };

/**
 * What a method found out. `proven` names an account of Wardkeep; `refused` names the account too when
 * there is one, so that the flow can count and audit against it. `passwordSetAt` tells which of the account's passwords
 * was compared, null where Wardkeep keeps none: one that is changed while it is compared proves nothing.
 */
export type Verdict =
  | {
      readonly kind: 'proven';
      readonly userId: string;
      readonly passwordSetAt: Date | null;
      readonly betterHash: string | null;
    }
  | { readonly kind: 'refused'; readonly userId: string | null }
  | { readonly kind: 'unavailable'; readonly detail: string };

/**
 * One way to prove who you are. It talks to the outside and gives a verdict. Lockout, gates, sessions
 * and audit are SignInService's, once, for all of them.
 */
export interface LoginMethod {
  readonly id: string;
  verify(claim: Claim, input: FormInput): Promise<Verdict>;
}
