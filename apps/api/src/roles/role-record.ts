import {
  BUILT_IN_GRANTS,
  PERMISSIONS,
  type BuiltInRole,
  type Grant,
  type Role,
  type RoleDetail,
} from 'wardkeep/contracts';
import { grantsOf, mayAssignRole, roleActions, type Grants, type RoleFacts } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { RoleRow } from './roles.repository.js';

/** A role as other features use it. */
export type RoleRecord = RoleFacts & {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Grant[];
  readonly twoFactorRequired: boolean;
  readonly holders: number;
  readonly version: number;
  /** Whether the one who asks holds it. */
  readonly isOwn: boolean;
};

const built = new Map<BuiltInRole, Grants>();

/** What a role allows: built-in ones by the catalogue in code, custom ones by their row. */
export function grantsOfRole(kind: BuiltInRole | null, permissions: readonly Grant[]): Grants {
  if (kind === null) return grantsOf(permissions);
  const known = built.get(kind) ?? grantsOf(BUILT_IN_GRANTS[kind]);
  built.set(kind, known);
  return known;
}

export function permissionsOfRole(kind: BuiltInRole | null, permissions: readonly Grant[]): readonly Grant[] {
  return kind === null ? permissions : BUILT_IN_GRANTS[kind];
}

/** As they are stored and shown: each once, in the order of the catalogue. */
export function inOrder(permissions: readonly Grant[]): readonly Grant[] {
  const grants = grantsOf(permissions);
  return PERMISSIONS.flatMap(({ permission }) => {
    const scope = grants.get(permission);
    return scope === undefined ? [] : [{ permission, scope }];
  });
}

export function toRecord(row: RoleRow): RoleRecord {
  return { ...row, grants: grantsOfRole(row.kind, row.permissions) };
}

export function toRole(actor: Actor, role: RoleRecord): Role {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    builtIn: role.kind !== null,
    kind: role.kind,
    permissions: permissionsOfRole(role.kind, role.permissions),
    twoFactorRequired: role.twoFactorRequired,
    holders: role.holders,
    assignable: mayAssignRole(actor, role).allowed,
    version: role.version,
  };
}

export function toRoleDetail(actor: Actor, role: RoleRecord): RoleDetail {
  return { ...toRole(actor, role), ...roleActions(actor, role) };
}

/** The role as audit events name it. */
export function subjectOf(role: Pick<RoleRecord, 'id' | 'name'>) {
  return { kind: 'role', id: role.id, name: role.name };
}
