import 'reflect-metadata';

/** The classes with their validation: what the API accepts and what the console's forms check. */
export * from './access.dto.js';
export * from './audit.dto.js';
export * from './bulk.dto.js';
export * from './domains.dto.js';
export * from './imports.dto.js';
export * from './group-role.dto.js';
export * from './jobs.dto.js';
export * from './page.dto.js';
export * from './providers.dto.js';
export * from './roles.dto.js';
export * from './security.dto.js';
export * from './sessions.dto.js';
export * from './settings.dto.js';
export * from './sign-in.dto.js';
export * from './sso.dto.js';
export * from './syncs.dto.js';
export * from './user-views.dto.js';
export * from './users.dto.js';
