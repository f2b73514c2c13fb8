import { Injectable } from '@nestjs/common';
import { PROBLEMS, type FieldChange, type LdapConfig, type ProviderKind } from 'wardkeep/contracts';
import { mayAssignRole } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { RolesService } from '../roles/roles.service.js';
import { configFaults } from './ldap/config-faults.js';
import { targetOf } from './ldap/ldap-target.js';
import type { ProviderRecord } from './provider-record.js';

export function refuseOtherKinds(kind: ProviderKind): void {
  if (kind === 'ldap') return;
  const code = 'provider-kind-unknown';
  throw new Problem(code, { errors: [{ pointer: '/kind', code, detail: PROBLEMS[code].title }] });
}

export function refuseFaults(config: LdapConfig, now: Date): void {
  const errors = configFaults(config, now);
  if (errors.length > 0) throw new Problem('invalid-request', { errors });
}

/** A provider gives roles to people: nobody lets it give what they could not give themselves. */
@Injectable()
export class ProviderRoles {
  constructor(private readonly roles: RolesService) {}

  async refuseOthers(tx: ReadTx, actor: Actor, { groupRoles, defaultRoleId }: LdapConfig): Promise<void> {
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

/** What is allowed, and better known. */
export function warningsOf({ url, startTls }: LdapConfig): readonly string[] {
  return startTls || targetOf(url)?.secure === true ? [] : ['passwords-in-clear'];
}

/** Of how many users nobody signs in any more. */
export function shutOut(users: number): readonly string[] {
  return users > 0 ? ['provider-users-shut-out'] : [];
}

export function goneWith({ name, kind, config }: ProviderRecord, users: number): FieldChange[] {
  const fields = Object.entries({ name, kind, 'config.url': config.url, users });
  return fields.map(([field, before]) => ({ field, before, after: typeof before === 'number' ? 0 : null }));
}

export function refuseUnlessTyped({ name }: ProviderRecord, typedName: string | undefined): void {
  if (typedName?.trim().normalize('NFC').toLowerCase() === name.toLowerCase()) return;
  throw new Problem('confirmation-mismatch', {
    errors: [{ pointer: '?confirm', code: 'confirmation-mismatch', detail: 'type the name of the provider' }],
  });
}
