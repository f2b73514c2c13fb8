import { Injectable } from '@nestjs/common';
import type { FirstAdministratorDto } from 'wardkeep/contracts/dto';
import {
  DomainFounder,
  type DomainToBe,
  type FoundedAdministrator,
  type PreparedAdministrator,
} from '../domains/domain-founder.js';
import { inDomain } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { newId } from '../platform/ids.js';
import { RolesService } from '../roles/roles.service.js';
import { InvitationsService } from './invitations.service.js';
import { PasswordsService } from './passwords.service.js';
import { PersonNames } from './person-names.service.js';
import { madeOf, nameOf, UserCreationService } from './user-creation.service.js';
import { UsersRepository } from './users.repository.js';

/** Gives a new Domain its roles and its first administrator. */
@Injectable()
export class UsersDomainFounder extends DomainFounder {
  constructor(
    private readonly roles: RolesService,
    private readonly users: UsersRepository,
    private readonly passwords: PasswordsService,
    private readonly creation: UserCreationService,
    private readonly invitations: InvitationsService,
    private readonly names: PersonNames,
  ) {
    super();
  }

  async prepare(input: FirstAdministratorDto, domain: DomainToBe): Promise<PreparedAdministrator> {
    if (input.initialPassword === 'invitation' && !input.email) throw noAddress();
    await this.names.refuseUnlessGoodAnywhere(input, '/administrator');
    const newcomer = {
      domainId: null,
      owner: { ...nameOf(input), domainNames: [domain.name, domain.displayName] },
      secondFactorRequired: false,
      isFirst: domain.primary,
    };
    return { input, password: await this.passwords.initial(newcomer, input, '/administrator') };
  }

  async found(
    tx: WriteTx,
    domain: { readonly id: string; readonly name: string; readonly primary: boolean },
    { input, password }: PreparedAdministrator,
  ): Promise<{ administrator: FoundedAdministrator; audit: AuditEntry[] }> {
    const roles = await this.roles.seed(tx, domain);
    const kind = domain.primary ? 'system-administrator' : 'domain-administrator';
    const roleId = roles.get(kind);
    if (roleId === undefined) throw new Error(`The role ${kind} was not made`);

    const id = newId();
    const row = await this.creation.rowOf(tx, domain.id, id, { ...input, roleId }, password);
    const user = { ...row, isProtected: domain.primary };
    await this.users.add(tx, user);
    const changes = madeOf(user, domain.primary ? 'System Administrator' : 'Domain Administrator');
    await this.users.addVersion(tx, inDomain(domain), id, changes);
    await this.invitations.announce(tx, inDomain(domain), user, false);
    const subject = { kind: 'user', id, name: input.username };
    return {
      administrator: {
        id,
        username: input.username,
        ...(password.temporary === null ? {} : { temporaryPassword: password.temporary }),
      },
      audit: [{ type: 'user.created', subject, changes, domainId: domain.id }],
    };
  }
}

function noAddress(): Problem {
  const errors = [
    { pointer: '/administrator/email', code: 'mail-unavailable', detail: 'an invitation needs an email address' },
  ];
  return new Problem('mail-unavailable', { errors });
}
