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

type Facts = AccountFacts & {
  /** Invited and without a password yet: another invitation mends that. */
  readonly invited: boolean;
};

type Closing = Omit<GateView, 'gate' | 'state'>;

/** Every gate in the order in which a sign-in meets them. The right password signs in now unless one is shut. */
export function signInGates(facts: Facts, now: Date): readonly GateView[] {
  const { lockedUntil, temporaryUntil, secondFactor } = facts;
  const change = changeReason(facts, now);
  return [
    shutIf(!facts.domainEnabled, 'domain-enabled', {
      because: 'domain-disabled',
      remedy: 'enable-domain',
      until: null,
    }),
    shutIf(!facts.enabled, 'user-enabled', { because: 'disabled', remedy: 'enable', until: null }),
    shutIf(isLocked(lockedUntil, now), 'not-locked', { because: 'locked', remedy: 'unlock', until: lockedUntil }),
    shutIf(!facts.hasPassword, 'has-password', {
      because: facts.invited ? 'invited' : 'no-password',
      remedy: facts.invited ? 'resend-invitation' : 'reset-password',
      until: null,
    }),
    temporaryGate(temporaryUntil, now),
    stepIf(change !== null, 'password-change', { because: change, remedy: null, until: facts.passwordExpiresAt }),
    stepIf(secondFactor !== 'none', 'second-factor', {
      because: secondFactor === 'enrolled' ? 'code' : 'enrolment',
      remedy: secondFactor === 'enrolled' ? 'reset-two-factor' : null,
      until: null,
    }),
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
