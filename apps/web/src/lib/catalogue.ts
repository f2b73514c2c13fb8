import {
  PERMISSIONS,
  type Grant,
  type Permission,
  type PermissionEntry,
  type Role,
  type Scope,
} from 'wardkeep/contracts';

export type ResourceGroup = { readonly resource: string; readonly entries: readonly PermissionEntry[] };
export type SystemGroup = { readonly system: string; readonly resources: readonly ResourceGroup[] };

/** The catalogue as people read it: the systems, in each its resources, in each what one may do. */
export function grouped(entries: readonly PermissionEntry[] = PERMISSIONS): readonly SystemGroup[] {
  return [...new Set(entries.map(({ system }) => system))].map((system) => ({
    system,
    resources: resourcesOf(entries.filter((entry) => entry.system === system)),
  }));
}

function resourcesOf(entries: readonly PermissionEntry[]): readonly ResourceGroup[] {
  return [...new Set(entries.map(({ resource }) => resource))].map((resource) => ({
    resource,
    entries: entries.filter((entry) => entry.resource === resource),
  }));
}

/** How the reader's language says it. */
export type Words = {
  readonly permission: (permission: Permission) => string;
  readonly resource: (resource: string) => string;
};

/** Every word must occur in the sentence, the code or the name of the resource, in any order. */
export function matching(text: string, say: Words): readonly PermissionEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return PERMISSIONS.filter(({ permission, resource }) => {
    const haystack = `${permission} ${say.permission(permission)} ${say.resource(resource)}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

export const scopesOf = (grants: readonly Grant[]): ReadonlyMap<string, Scope> =>
  new Map(grants.map(({ permission, scope }) => [permission, scope]));

/** Only what the role allows. */
export function allowedBy(role: Pick<Role, 'permissions'>): readonly SystemGroup[] {
  const scopes = scopesOf(role.permissions);
  return grouped(PERMISSIONS.filter(({ permission }) => scopes.has(permission)));
}
