import { PERMISSIONS, RESOURCES, type Grant, type Permission, type Resource, type Scope } from './permissions.js';

/** The roles every Domain has; `system-administrator` exists in the Primary Domain alone. */
export const BUILT_IN_ROLES = [
  'system-administrator',
  'domain-administrator',
  'operator',
  'pipeline-management',
  'read-only',
] as const;

export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

type Actions = 'every' | readonly string[];
type Rule = readonly [resources: readonly Resource[], actions: Actions, scope: Scope];

const OWN: readonly Resource[] = [
  'settings',
  'users',
  'roles',
  'sessions',
  'tokens',
  'providers',
  'audit',
  'webhooks',
  'jobs',
  'access',
];
const FILE_TRANSFER: readonly Resource[] = ['accounts', 'account-groups', 'endpoints', 'pipelines'];
const SIEM: readonly Resource[] = [
  'events',
  'incidents',
  'alerts',
  'dashboards',
  'reports',
  'integrations',
  'agents',
  'data',
];
const everything = Object.keys(RESOURCES) as Resource[];
const OWN_TOKENS: Rule = [['tokens'], ['create', 'read', 'delete'], 'own'];
const READ_SETUP: Rule = [['settings', 'users', 'roles', 'providers'], ['read'], 'domain'];

const RULES: Readonly<Record<BuiltInRole, readonly Rule[]>> = {
  'system-administrator': [[everything, 'every', 'all']],
  'domain-administrator': [
    [['domains'], ['read'], 'own'],
    [[...OWN, ...FILE_TRANSFER, 'credentials', 'transfers', ...SIEM], 'every', 'domain'],
  ],
  operator: [
    READ_SETUP,
    [['users'], ['enable', 'unlock'], 'domain'],
    [['providers'], ['enable', 'operate'], 'domain'],
    [['sessions'], ['read', 'end'], 'domain'],
    OWN_TOKENS,
    [['audit', 'webhooks'], ['read'], 'domain'],
    [['jobs'], 'every', 'domain'],
    [[...FILE_TRANSFER, ...SIEM], ['read', 'enable', 'operate'], 'domain'],
    [['credentials'], ['read'], 'domain'],
    [['transfers'], ['read', 'operate'], 'domain'],
  ],
  'pipeline-management': [
    READ_SETUP,
    [['sessions'], ['read', 'end'], 'own'],
    OWN_TOKENS,
    [['webhooks'], ['read'], 'domain'],
    [['jobs'], 'every', 'own'],
    [[...FILE_TRANSFER, 'credentials'], ['read', 'create', 'update', 'delete'], 'domain'],
    [['transfers', ...SIEM], ['read'], 'domain'],
  ],
  'read-only': [
    READ_SETUP,
    [['sessions'], ['read', 'end'], 'own'],
    OWN_TOKENS,
    [['jobs'], 'every', 'own'],
    [[...FILE_TRANSFER, 'credentials', 'transfers', ...SIEM], ['read'], 'domain'],
  ],
};

function allows([resources, actions]: Rule, permission: Permission): boolean {
  const [resource = '', action = ''] = permission.split(':');
  return (resources as readonly string[]).includes(resource) && (actions === 'every' || actions.includes(action));
}

function grantsOf(role: BuiltInRole): readonly Grant[] {
  return PERMISSIONS.flatMap(({ permission }) => {
    const rule = RULES[role].find((candidate) => allows(candidate, permission));
    return rule ? [{ permission, scope: rule[2] }] : [];
  });
}

/** What each built-in role allows. Their rows in the database hold no permissions: an upgrade changes them here. */
export const BUILT_IN_GRANTS: Readonly<Record<BuiltInRole, readonly Grant[]>> = Object.fromEntries(
  BUILT_IN_ROLES.map((role) => [role, grantsOf(role)]),
) as Record<BuiltInRole, readonly Grant[]>;

export const BUILT_IN_NAMES: Readonly<Record<BuiltInRole, { readonly name: string; readonly description: string }>> = {
  'system-administrator': { name: 'System Administrator', description: 'May do everything, in every Domain' },
  'domain-administrator': { name: 'Domain Administrator', description: 'May do everything inside the Domain' },
  operator: {
    name: 'Operator',
    description: 'Sees all; enables, disables, tests, starts and stops; unlocks users and ends sessions',
  },
  'pipeline-management': {
    name: 'Pipeline Management',
    description: 'Manages accounts, account groups, endpoints and pipelines; reads the rest',
  },
  'read-only': { name: 'Read-only', description: 'Sees all and changes nothing' },
};
