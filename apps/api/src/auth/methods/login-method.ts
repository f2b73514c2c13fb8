import type { LinkingPolicy } from 'wardkeep/rules';
import type { DomainRef } from '../../platform/actor.js';
import type { Directory, EntryOfDirectory } from '../../users/directory-users.js';
import type { Subject, Turn } from '../accounts/outside-guesses.repository.js';
import type { OutsideRefusal } from '../accounts/outside-refusal.js';

/** What the sign-in form sent, for the method to prove. */
export type FormInput = { readonly username: string; readonly password: string };

/** Who wants in where. */
export type Claim = { readonly domain: DomainRef };

/** A password that is with a provider, or was: whose, and what was counted against them before. */
export type Guess = Subject & { readonly userId: string | null; readonly turn: Turn };

/** Whether a provider may be asked about somebody's password now; `late`: their turn did not come in time. */
export type Admission =
  | { readonly kind: 'admitted'; readonly guess: Guess }
  | { readonly kind: 'shut'; readonly userId: string | null }
  | { readonly kind: 'late' };

export type Admit = (subject: Subject) => Promise<Admission>;

/** Somebody whom a provider vouches for; which user that is, or becomes, is not the method's to say. */
export type OutsidePerson = {
  readonly provider: Directory;
  readonly entry: EntryOfDirectory;
  readonly policy: LinkingPolicy;
};

/**
 * What a method found out. `proven` names an account of Wardkeep; `refused` names the account too when
 * there is one, so that the flow can count and audit against it. `passwordSetAt` tells which of the account's passwords
 * was compared, null where Wardkeep keeps none: one that is changed while it is compared proves nothing.
 * `guesses` are the passwords that a provider compared and found wrong.
 */
export type Verdict =
  | {
      readonly kind: 'proven';
      readonly userId: string;
      readonly passwordSetAt: Date | null;
      readonly betterHash: string | null;
    }
  | { readonly kind: 'outside'; readonly person: OutsidePerson; readonly guesses: readonly Guess[] }
  | {
      readonly kind: 'refused';
      readonly userId: string | null;
      readonly because?: OutsideRefusal | 'wrong-password' | 'locked';
      readonly guesses?: readonly Guess[];
    }
  | { readonly kind: 'unavailable'; readonly detail: string };

/**
 * One way to prove who you are. It talks to the outside and gives a verdict. Lockout, gates, sessions
 * and audit are SignInService's, once, for all of them.
 */
export interface LoginMethod {
  readonly id: string;
  verify(claim: Claim, input: FormInput): Promise<Verdict>;
}
