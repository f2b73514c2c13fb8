/** What both sides of the wire agree on, without decorators: types, permissions, problems, audit events and limits. */
export * from './audit-events.js';
export * from './built-in-roles.js';
export * from './limits.js';
export * from './permissions.js';
export * from './problems.js';
export * from './terms.js';
export type * from './audit.dto.js';
export type * from './domains.dto.js';
export type * from './jobs.dto.js';
export type * from './me.dto.js';
export type * from './page.dto.js';
export type * from './roles.dto.js';
export type * from './sessions.dto.js';
export type * from './sign-in.dto.js';
export type * from './users.dto.js';
