import { Injectable } from '@nestjs/common';
import type { UserAsOf } from 'wardkeep/contracts';
import type { ReadTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { permissionsOfRole } from '../roles/role-record.js';
import { UserVersions, type PastVersion } from './user-versions.repository.js';
import { UsersService } from './users.service.js';

/** What a user was at a time, but for the sessions, which lie above. */
@Injectable()
export class UserPast {
  constructor(
    private readonly users: UsersService,
    private readonly versions: UserVersions,
  ) {}

  async at(tx: ReadTx, id: string, at: string): Promise<Omit<UserAsOf, 'sessions'>> {
    await this.users.known(tx, id);
    const past = await this.versions.at(tx, id, at);
    if (!past) throw new Problem('version-not-found', { detail: 'The user did not exist then.' });
    return { at, ...toPast(past) };
  }
}

function toPast(past: PastVersion): Omit<UserAsOf, 'sessions' | 'at'> {
  const { version, at, fields, role_kind: kind, totp: totpStatus } = past;
  const role = { id: String(fields['roleId']), name: past.role_name ?? String(fields['role']), kind };
  const known = kind === null ? past.role_permissions : permissionsOfRole(kind, []);
  return {
    version,
    since: at.toISOString(),
    fields,
    role,
    permissions: known && known.map((grant) => ({ ...grant, via: { id: role.id, name: role.name } })),
    permissionsKnown: known !== null,
    totpStatus,
  };
}
