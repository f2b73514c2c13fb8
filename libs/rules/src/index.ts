/** Decisions that the API enforces and the console foresees: facts in, decision out; no clock, no I/O, no exceptions. */
export { allow, deny, type Decision } from './decision.js';
export * from './domain-access.js';
export * from './grants.js';
export * from './lockout.js';
export * from './password-policy.js';
export * from './role-grants.js';
export * from './second-factor.js';
export * from './session-lifetime.js';
export * from './settings.js';
export * from './sign-in-steps.js';
export * from './user-access.js';
export * from './user-status.js';
