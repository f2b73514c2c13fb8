import { RESOURCES, type Grant, type Permission, type Resource, type Scope } from './permissions.js';
import type { RoleTemplate } from './roles.dto.js';

const every = (...resources: readonly Resource[]): Grant[] =>
  resources.flatMap((resource) =>
    Object.keys(RESOURCES[resource].actions).map((action) => ({
      permission: `${resource}:${action}` as Permission,
      scope: 'domain' as const,
    })),
  );

const some = (scope: Scope, ...permissions: readonly Permission[]): Grant[] =>
  permissions.map((permission) => ({ permission, scope }));

const template = (key: string, name: string, description: string, ...grants: readonly Grant[][]): RoleTemplate => ({
  key,
  system: 'siem',
  name,
  description,
  permissions: grants.flat(),
  twoFactorRequired: false,
});

/** The roles that a SIEM knows, to be copied into a Domain as custom roles. */
export const ROLE_TEMPLATES: readonly RoleTemplate[] = [
  template(
    'siem-administrator',
    'Administrator',
    'Manages users, roles, settings, integrations and agents of the SIEM, and works with all its data',
    some('domain', 'settings:read', 'settings:update'),
    every('users', 'roles'),
    some('domain', 'audit:read', 'events:read'),
    every('incidents', 'alerts', 'dashboards'),
    some('domain', 'reports:create'),
    every('integrations', 'agents'),
    some('domain', 'data:update'),
  ),
  template(
    'siem-security-analyst',
    'Security Analyst',
    'Views events, investigates incidents, manages alerts and dashboards, and writes reports',
    some('domain', 'events:read'),
    every('incidents', 'alerts', 'dashboards'),
    some('domain', 'reports:create'),
    some('own', 'data:update'),
  ),
  template(
    'siem-auditor',
    'Auditor',
    'Views events, the audit log, settings, users and roles, and writes reports',
    some('domain', 'settings:read', 'users:read', 'roles:read', 'audit:read', 'events:read', 'reports:create'),
  ),
  template(
    'siem-viewer',
    'Viewer',
    'Views its own events and writes its own reports',
    some('own', 'events:read', 'reports:create'),
  ),
];
