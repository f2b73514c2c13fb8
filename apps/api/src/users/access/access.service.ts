import { Injectable } from '@nestjs/common';
import {
  isPermission,
  type AccessPreview,
  type GrantedPermission,
  type MissingPermission,
  type Page,
  type Permission,
  type PermissionHolder,
  type UserAccess,
  type UserRef,
} from 'wardkeep/contracts';
import type { PermissionHoldersQueryDto } from 'wardkeep/contracts/dto';
import {
  couldGrant,
  grantChanges,
  isAdministrative,
  isSecondFactorRequired,
  maySetRole,
  mayExplainAccess,
  missingPermissions,
  whyMissing,
  type Explained,
  type Grants,
} from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { refuseUnless } from '../../platform/http/refuse-unless.js';
import { grantsOfRole, permissionsOfRole, type RoleRecord } from '../../roles/role-record.js';
import { RolesService } from '../../roles/roles.service.js';
import { SettingsService } from '../../settings/settings.service.js';
import { unknownRole } from '../user-creation.service.js';
import { toWhom, type UserRecord } from '../user-record.js';
import { UsersService } from '../users.service.js';
import { AccessRepository, type RoleWithGranters } from './access.repository.js';
import { PermissionHolders } from './permission-holders.repository.js';

const NAMED = 3;

type Giver = RoleWithGranters & { readonly grants: Grants };

/** Who may do what, through which role, and what would have to change for it. */
@Injectable()
export class AccessService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersService,
    private readonly roles: RolesService,
    private readonly settings: SettingsService,
    private readonly access: AccessRepository,
    private readonly holders: PermissionHolders,
  ) {}

  explain(actor: Actor, id: string): Promise<UserAccess> {
    return this.unitOfWork.read(actor, async (tx) => {
      refuseUnless(mayExplainAccess(actor));
      const user = await this.users.known(tx, id);
      const givers = (await this.access.rolesWithGranters(tx, id)).map((role) => ({
        ...role,
        grants: grantsOfRole(role.kind, role.permissions),
      }));
      return toAccess(user, givers);
    });
  }

  listHolders(actor: Actor, permission: string, query: PermissionHoldersQueryDto): Promise<Page<PermissionHolder>> {
    return this.unitOfWork.read(actor, (tx) => {
      refuseUnless(mayExplainAccess(actor));
      if (!isPermission(permission)) throw new Problem('permission-not-found');
      return this.holders.page(tx, permission, query);
    });
  }

  /** What another role would change for a user, whether or not the caller may give it. */
  preview(actor: Actor, id: string, roleId: string): Promise<AccessPreview> {
    return this.unitOfWork.read(actor, async (tx) => {
      refuseUnless(mayExplainAccess(actor));
      const user = await this.users.known(tx, id);
      const role = await this.roles.find(tx, roleId);
      if (!role) throw unknownRole();
      const { twoFactor } = await this.settings.of(tx, actor.domain.id);
      return toPreview(actor, user, role, twoFactor.required);
    });
  }
}

function toAccess(user: UserRecord, givers: readonly Giver[]): UserAccess {
  const role = { id: user.role_id, name: user.role_name };
  const grants = grantsOfRole(user.role_kind, user.role_permissions);
  const explained: Explained = {
    grants,
    roleKind: user.role_kind,
    isManagedElsewhere: user.login_method === 'saml' || user.login_method === 'oidc',
  };
  const granted = permissionsOfRole(user.role_kind, user.role_permissions).map((grant): GrantedPermission => ({
    ...grant,
    via: role,
  }));
  return {
    user: { id: user.id, username: user.username },
    role: { ...role, kind: user.role_kind, twoFactorRequired: user.role_two_factor_required },
    inEffect: user.enabled,
    granted,
    missing: missingPermissions(grants).map((permission) => toMissing(permission, explained, user.role_id, givers)),
  };
}

function toMissing(
  permission: Permission,
  user: Explained,
  roleId: string,
  givers: readonly Giver[],
): MissingPermission {
  const giving = givers.flatMap(({ id, name, grants }) => {
    const scope = grants.get(permission);
    return scope === undefined ? [] : [{ id, name, scope }];
  });
  const able = givers.filter(({ id, grants }) => couldGrant(grants, id === roleId, permission, user));
  return {
    permission,
    because: whyMissing(permission),
    roles: { count: giving.length, first: giving.slice(0, NAMED) },
    granters: { count: able.reduce((sum, { holders }) => sum + holders, 0), first: namesOf(able) },
  };
}

function namesOf(roles: readonly Giver[]): readonly UserRef[] {
  return roles.flatMap(({ first }) => first ?? []).slice(0, NAMED);
}

function toPreview(actor: Actor, user: UserRecord, role: RoleRecord, inDomain: boolean): AccessPreview {
  const before = { kind: user.role_kind, grants: grantsOfRole(user.role_kind, user.role_permissions) };
  const decision = maySetRole(actor, toWhom(user), role);
  const isRequired = isSecondFactorRequired({
    loginMethod: user.login_method,
    user: user.two_factor_required,
    role: role.twoFactorRequired,
    domain: inDomain,
  });
  return {
    user: { id: user.id, username: user.username },
    before: { id: user.role_id, name: user.role_name },
    after: { id: role.id, name: role.name },
    grants: grantChanges(before.grants, role.grants),
    mustEnrol: isRequired && !user.totp_enrolled,
    makesAdministrator: isAdministrative(role) && !isAdministrative(before),
    blocked: decision.allowed ? null : decision.because,
  };
}
