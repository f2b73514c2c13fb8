import { SCOPES, type Grant, type Permission, type Scope } from 'wardkeep/contracts';

/** What somebody may do, and how far it reaches. */
export type Grants = ReadonlyMap<Permission, Scope>;

/** Who asks. */
export type Who = { readonly userId: string; readonly grants: Grants };

/** Of a permission that is listed twice, the widest scope counts. */
export function grantsOf(list: readonly Grant[]): Grants {
  const grants = new Map<Permission, Scope>();
  for (const { permission, scope } of list) {
    if (!holds(grants, permission, scope)) grants.set(permission, scope);
  }
  return grants;
}

export function holds(grants: Grants, permission: Permission, atLeast: Scope = 'own'): boolean {
  const scope = grants.get(permission);
  return scope !== undefined && SCOPES.indexOf(scope) >= SCOPES.indexOf(atLeast);
}

/** Whether every one of their permissions is also mine, at least as widely. */
export function covers(mine: Grants, theirs: Grants): boolean {
  return [...theirs].every(([permission, scope]) => holds(mine, permission, scope));
}
