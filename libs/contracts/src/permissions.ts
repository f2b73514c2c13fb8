/** How far a permission reaches: what one made or is assigned, one's Domain, or every Domain. */
export type Scope = 'own' | 'domain' | 'all';

/** Widest last, so that scopes can be compared by their place. */
export const SCOPES = ['own', 'domain', 'all'] as const satisfies readonly Scope[];

type Catalogue = Record<string, { readonly system?: string; readonly actions: Readonly<Record<string, string>> }>;

const governed = (what: string) => ({
  read: `See ${what}`,
  create: `Create ${what}`,
  update: `Change ${what}`,
  delete: `Delete ${what}`,
  enable: `Enable, disable and test ${what}`,
  operate: `Start and stop ${what}`,
});

/** Every resource with its actions, each with the sentence that says what it lets one do. */
export const RESOURCES = {
  domains: {
    actions: {
      read: 'See the Domain',
      create: 'Create Domains with their first administrator',
      update: 'Change the display name and banner of Domains',
      delete: 'Delete disabled Domains with everything in them',
      enable: 'Enable and disable Domains',
    },
  },
  settings: { actions: { read: 'See policies and settings', update: 'Change policies and settings' } },
  users: {
    actions: {
      read: 'See users',
      create: 'Create users',
      update: 'Change names, email, role and preferences of users',
      delete: 'Delete users for good',
      enable: 'Enable and disable users',
      unlock: 'Unlock users that failed sign-ins have locked',
      'reset-password': 'Reset passwords of users',
      'reset-two-factor': 'Reset the second factor of users',
      import: 'Import users from CSV',
      export: 'Export users',
      'export-sensitive': 'Export email, phone and security state of users',
    },
  },
  roles: {
    actions: {
      read: 'See roles and what they allow',
      create: 'Create roles',
      update: 'Change roles',
      delete: 'Delete roles',
      assign: 'Give roles to users',
    },
  },
  sessions: { actions: { read: 'See sessions', end: 'End sessions' } },
  tokens: {
    actions: {
      read: 'See API tokens',
      create: 'Create own API tokens',
      delete: 'Revoke API tokens',
      introspect: 'Ask whether a token is valid',
    },
  },
  providers: {
    actions: {
      read: 'See directories and identity providers',
      create: 'Add directories and identity providers',
      update: 'Change directories and identity providers',
      delete: 'Delete directories and identity providers',
      enable: 'Enable and disable directories and identity providers',
      operate: 'Test providers and start a directory sync',
    },
  },
  audit: {
    actions: {
      read: 'Read the audit log',
      export: 'Export the audit log',
      verify: 'Verify the seals of the audit log',
      configure: 'Set retention and streaming of the audit log',
    },
  },
  webhooks: {
    actions: {
      read: 'See webhooks',
      create: 'Create webhooks',
      update: 'Change webhooks',
      delete: 'Delete webhooks',
    },
  },
  jobs: { actions: { read: 'See background jobs', cancel: 'Cancel background jobs' } },
  access: { actions: { check: 'Ask what a user may do' } },
  accounts: { system: 'file-transfer', actions: governed('accounts') },
  'account-groups': { system: 'file-transfer', actions: governed('account groups') },
  endpoints: { system: 'file-transfer', actions: governed('endpoints') },
  pipelines: { system: 'file-transfer', actions: governed('pipelines') },
  credentials: {
    system: 'file-transfer',
    actions: { ...governed('credentials'), reveal: 'Show a stored credential' },
  },
  transfers: { system: 'file-transfer', actions: { read: 'See transfers', operate: 'Start and stop transfers' } },
  events: { system: 'siem', actions: governed('events') },
  incidents: { system: 'siem', actions: governed('incidents') },
  alerts: { system: 'siem', actions: governed('alerts') },
  dashboards: { system: 'siem', actions: governed('dashboards') },
  reports: { system: 'siem', actions: governed('reports') },
  integrations: { system: 'siem', actions: governed('integrations') },
  agents: { system: 'siem', actions: governed('agents') },
  data: { system: 'siem', actions: governed('data') },
} as const satisfies Catalogue;

export type Resource = keyof typeof RESOURCES;

export type Permission = {
  [R in Resource]: `${R}:${Extract<keyof (typeof RESOURCES)[R]['actions'], string>}`;
}[Resource];

/** A permission as a role gives it. */
export type Grant = { readonly permission: Permission; readonly scope: Scope };

export type PermissionEntry = {
  readonly permission: Permission;
  readonly resource: Resource;
  readonly action: string;
  /** `wardkeep` for its own resources, else the governed system the resource belongs to. */
  readonly system: string;
  readonly description: string;
  readonly scopes: readonly Scope[];
};

const SYSTEM_ONLY: readonly string[] = ['domains:create', 'domains:update', 'domains:delete', 'domains:enable'];
const DOMAIN_ONLY: readonly Resource[] = ['settings', 'audit', 'webhooks', 'access', 'roles', 'providers'];

/** Domains themselves are made and changed by System Administrators alone; one's own may be seen. */
function scopesOf(resource: Resource, action: string): readonly Scope[] {
  if (SYSTEM_ONLY.includes(`${resource}:${action}`)) return ['all'];
  if (resource === 'domains') return ['own', 'all'];
  return DOMAIN_ONLY.includes(resource) ? ['domain', 'all'] : SCOPES;
}

function entriesOf(resource: Resource): PermissionEntry[] {
  const { actions, system = 'wardkeep' } = RESOURCES[resource] as Catalogue[string];
  return Object.entries(actions).map(([action, description]) => ({
    permission: `${resource}:${action}` as Permission,
    resource,
    action,
    system,
    description,
    scopes: scopesOf(resource, action),
  }));
}

/** The whole catalogue, in the order people read it. */
export const PERMISSIONS: readonly PermissionEntry[] = (Object.keys(RESOURCES) as Resource[]).flatMap(entriesOf);

const KNOWN = new Map<string, PermissionEntry>(PERMISSIONS.map((entry) => [entry.permission, entry]));

export function isPermission(text: string): text is Permission {
  return KNOWN.has(text);
}

/** The scopes with which a role of a Domain may give a permission: none for what System Administrators alone may do. */
export function scopesInRoles(permission: Permission): readonly Scope[] {
  return KNOWN.get(permission)?.scopes.filter((scope) => scope !== 'all') ?? [];
}
