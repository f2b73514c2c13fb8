import type { GateRemedy, SignInGate } from 'wardkeep/contracts';
import { changeReason, hasCome, type AccountFacts } from './sign-in-steps.js';
import { isLocked } from './lockout.js';

/** One gate of the sign-in as it stands, for who shows the right password. */
export type GateView = {
  readonly gate: SignInGate;
  readonly state: 'passed' | 'step' | 'shut';
  readonly because: string | null;
  /** When the gate opens or shuts by itself. */
  readonly until: Date | null;
  readonly remedy: GateRemedy | null;
};

/** What the directory of a user has to do with its sign-in. */
export type ProviderFacts = {
  readonly state: 'enabled' | 'disabled' | 'gone';
  /** Until when it is not asked, since it did not answer. */
  readonly outOfReachUntil: Date | null;
  /** Whether a sync disabled the user, since its entry was gone or disabled. */
  readonly isDisabledBySync: boolean;
};

type Facts = AccountFacts & {
  /** Invited and without a password yet: another invitation mends that. */
  readonly invited: boolean;
  /** Null for who has a password here. */
  readonly provider: ProviderFacts | null;
};

type Closing = Omit<GateView, 'gate' | 'state'>;

/** Every gate in the order in which a sign-in meets them. The right password signs in now unless one is shut. */
export function signInGates(facts: Facts, now: Date): readonly GateView[] {
  const { lockedUntil, secondFactor, provider } = facts;
  return [
    shutIf(!facts.domainEnabled, 'domain-enabled', {
      because: 'domain-disabled',
      remedy: 'enable-domain',
      until: null,
    }),
    shutIf(!facts.enabled, 'user-enabled', {
      because: provider?.isDisabledBySync ? 'disabled-by-sync' : 'disabled',
      remedy: 'enable',
      until: null,
    }),
    shutIf(isLocked(lockedUntil, now), 'not-locked', { because: 'locked', remedy: 'unlock', until: lockedUntil }),
    ...(provider ? providerGates(provider, now) : passwordGates(facts, now)),
    stepIf(secondFactor !== 'none', 'second-factor', {
      because: secondFactor === 'enrolled' ? 'code' : 'enrolment',
      remedy: secondFactor === 'enrolled' ? 'reset-two-factor' : null,
      until: null,
    }),
  ];
}

function providerGates({ state, outOfReachUntil }: ProviderFacts, now: Date): readonly GateView[] {
  const until = outOfReachUntil !== null && !hasCome(outOfReachUntil, now) ? outOfReachUntil : null;
  return [
    shutIf(state !== 'enabled', 'provider-enabled', { because: `provider-${state}`, remedy: null, until: null }),
    shutIf(until !== null, 'provider-reachable', { because: 'out-of-reach', remedy: null, until }),
  ];
}

function passwordGates(facts: Facts, now: Date): readonly GateView[] {
  const change = changeReason(facts, now);
  return [
    shutIf(!facts.hasPassword, 'has-password', {
      because: facts.invited ? 'invited' : 'no-password',
      remedy: facts.invited ? 'resend-invitation' : 'reset-password',
      until: null,
    }),
    temporaryGate(facts.temporaryUntil, now),
    stepIf(change !== null, 'password-change', { because: change, remedy: null, until: facts.passwordExpiresAt }),
  ];
}

function temporaryGate(temporaryUntil: Date | null, now: Date): GateView {
  const isOver = hasCome(temporaryUntil, now);
  const closing: Closing = { because: 'temporary-expired', remedy: 'reset-password', until: null };
  return { ...shutIf(isOver, 'temporary-password', closing), until: temporaryUntil };
}

function shutIf(isShut: boolean, gate: SignInGate, closing: Closing): GateView {
  return isShut ? { gate, state: 'shut', ...closing } : passed(gate);
}

function stepIf(isStep: boolean, gate: SignInGate, step: Closing): GateView {
  return isStep ? { gate, state: 'step', ...step } : { ...passed(gate), until: step.until };
}

function passed(gate: SignInGate): GateView {
  return { gate, state: 'passed', because: null, until: null, remedy: null };
}
