import { Injectable } from '@nestjs/common';
import { PROBLEMS, type FieldChange, type ProviderConfig, type ProviderKind } from 'wardkeep/contracts';
import type { ProviderConfigDto } from 'wardkeep/contracts/dto';
import { mayAssignRole, mayRedirectProvider } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { RolesService } from '../roles/roles.service.js';
import { rulesOf } from './provider-kinds.js';
import { subjectOf, type ProviderRecord } from './provider-record.js';
import { placeOf, type Circumstances } from './provider-rules.js';
import { ProviderUsersRepository } from './provider-users.repository.js';

/** For what is only done with one kind. */
export function refuseOtherKinds(kind: ProviderKind, only: ProviderKind = 'ldap'): void {
  if (kind === only) return;
  const code = 'provider-kind-unknown';
  throw new Problem(code, { errors: [{ pointer: '/kind', code, detail: PROBLEMS[code].title }] });
}

/** A provider stays of its kind. */
export function refuseOtherConfig(kind: ProviderKind, input: ProviderConfigDto): void {
  if (input instanceof rulesOf(kind).Dto) return;
  const code = 'provider-kind-unknown';
  throw new Problem(code, {
    errors: [{ pointer: '/config', code, detail: `is no configuration of the kind ${kind}` }],
  });
}

export function refuseFaults(kind: ProviderKind, config: ProviderConfig, circumstances: Circumstances): void {
  const errors = rulesOf(kind).faults(config, circumstances);
  if (errors.length > 0) throw new Problem('invalid-request', { errors });
}

/** A provider says who people are and gives them roles: nobody makes more of it than they may themselves. */
@Injectable()
export class ProviderRoles {
  constructor(
    private readonly roles: RolesService,
    private readonly users: ProviderUsersRepository,
  ) {}

  /** For whatever says who its users are: whoever changes that could sign in as any of them. */
  async refuseOutranked(tx: ReadTx, actor: Actor, provider: ProviderRecord): Promise<void> {
    const grants = await this.users.grants(tx, provider.id);
    refuseUnless(mayRedirectProvider(actor, grants), subjectOf(provider));
  }

  /** Under another issuer the same subject is somebody else, who would be taken for the user that is there. */
  async refuseOtherIssuer(tx: ReadTx, { id, kind, config }: ProviderRecord, wanted: ProviderConfig): Promise<void> {
    const rules = rulesOf(kind);
    const before = placeOf(rules, config);
    if (kind === 'ldap' || before === null || before === placeOf(rules, wanted)) return;
    if (!(await this.users.hasAny(tx, id))) return;
    const code = 'provider-has-users';
    throw new Problem(code, {
      errors: [{ pointer: `/config/${rules.place}`, code, detail: 'stays as it is while the provider has users' }],
    });
  }

  async refuseOthers(tx: ReadTx, actor: Actor, { groupRoles, defaultRoleId }: ProviderConfig): Promise<void> {
    const named = groupRoles.map(({ roleId }, index) => ({ roleId, pointer: `/config/groupRoles/${index}/roleId` }));
    const wanted =
      defaultRoleId === null ? named : [...named, { roleId: defaultRoleId, pointer: '/config/defaultRoleId' }];
    const seen = new Set<string>();
    for (const { roleId, pointer } of wanted) {
      if (seen.has(roleId)) continue;
      seen.add(roleId);
      await this.refuseOther(tx, actor, roleId, pointer);
    }
  }

  private async refuseOther(tx: ReadTx, actor: Actor, roleId: string, pointer: string): Promise<void> {
    const role = await this.roles.find(tx, roleId);
    if (!role || role.kind === 'system-administrator') {
      const code = 'role-not-assignable';
      const detail = role ? 'no provider gives this role' : 'no such role in this Domain';
      throw new Problem(code, { errors: [{ pointer, code, detail }] });
    }
    refuseUnless(mayAssignRole(actor, role), { kind: 'role', id: role.id, name: role.name }, pointer);
  }
}

/** Of how many users nobody signs in any more. */
export function shutOut(users: number): readonly string[] {
  return users > 0 ? ['provider-users-shut-out'] : [];
}

export function goneWith({ name, kind, config }: ProviderRecord, users: number): FieldChange[] {
  const rules = rulesOf(kind);
  const fields = Object.entries({ name, kind, [`config.${rules.place}`]: placeOf(rules, config), users });
  return fields.map(([field, before]) => ({ field, before, after: typeof before === 'number' ? 0 : null }));
}

export function refuseUnlessTyped({ name }: ProviderRecord, typedName: string | undefined): void {
  if (typedName?.trim().normalize('NFC').toLowerCase() === name.toLowerCase()) return;
  throw new Problem('confirmation-mismatch', {
    errors: [{ pointer: '?confirm', code: 'confirmation-mismatch', detail: 'type the name of the provider' }],
  });
}
