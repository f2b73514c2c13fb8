import { Injectable } from '@nestjs/common';
import type { CreatedUser, FieldChange } from 'wardkeep/contracts';
import type { CreateUserDto } from 'wardkeep/contracts/dto';
import { isAdministrative, mayAssignRole } from 'wardkeep/rules';
import type { Actor } from '../platform/actor.js';
import type { Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { newId } from '../platform/ids.js';
import type { RoleRecord } from '../roles/role-record.js';
import { RolesService } from '../roles/roles.service.js';
import { Reasons } from '../settings/reasons.service.js';
import { InvitationsService } from './invitations.service.js';
import { PasswordsService, type AcceptedPassword, type InitialPassword, type Newcomer } from './passwords.service.js';
import { PersonNames } from './person-names.service.js';
import { toDetail } from './user-record.js';
import { UsersRepository, type NewUserRow } from './users.repository.js';

/** Makes users, however their password comes about. */
@Injectable()
export class UserCreationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly roles: RolesService,
    private readonly passwords: PasswordsService,
    private readonly invitations: InvitationsService,
    private readonly names: PersonNames,
    private readonly reasons: Reasons,
  ) {}

  async create(actor: Actor, input: CreateUserDto): Promise<CreatedUser> {
    if (input.initialPassword === 'invitation' && !input.email) throw noAddress('/initialPassword');
    if (input.notify && !input.email) throw noAddress('/notify');
    const password = await this.passwords.initial(await this.newcomer(actor, input), input, '');
    return this.unitOfWork.write(actor, (tx) => this.add(tx, actor, input, password));
  }

  /** What the password's rules ask about; read before, since hashing waits outside the transaction. */
  private newcomer(actor: Actor, input: CreateUserDto): Promise<Newcomer> {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.names.refuseUnlessGood(tx, actor.domain.id, input);
      const role = await this.roles.find(tx, input.roleId);
      const domainNames = await this.users.domainNames(tx, actor.domain.id);
      return {
        domainId: actor.domain.id,
        owner: { ...nameOf(input), domainNames },
        secondFactorRequired: (input.twoFactorRequired ?? false) || (role?.twoFactorRequired ?? false),
      };
    });
  }

  private async add(
    tx: WriteTx,
    actor: Actor,
    input: CreateUserDto,
    password: InitialPassword,
  ): Promise<Change<CreatedUser>> {
    const role = await this.assignable(tx, actor, input.roleId);
    const warnings = isAdministrative(role) ? await this.reasons.require(tx, actor, 'roleToAdministrator') : [];
    const id = newId();
    const row = await this.rowOf(tx, actor.domain.id, id, input, password);
    await this.users.add(tx, row);
    const changes = madeOf(row, role.name);
    await this.users.addVersion(tx, actor, id, changes);
    await this.invitations.announce(tx, actor, row, input.notify ?? false);

    const record = await this.users.byId(tx, id);
    if (!record) throw new Problem('user-not-found');
    const temporary = password.temporary === null ? {} : { temporaryPassword: password.temporary };
    return {
      result: { ...toDetail(actor, record), ...temporary },
      audit: [{ type: 'user.created', subject: { kind: 'user', id, name: input.username }, changes }],
      effects: { warnings },
    };
  }

  private async assignable(tx: WriteTx, actor: Actor, roleId: string): Promise<RoleRecord> {
    const role = await this.roles.find(tx, roleId);
    if (!role) throw unknownRole();
    refuseUnless(mayAssignRole(actor, role), { kind: 'role', id: role.id, name: role.name }, '/roleId');
    return role;
  }

  /** The row of a new user; its password is sealed for exactly this user. */
  async rowOf(
    tx: WriteTx,
    domainId: string,
    id: string,
    input: Omit<CreateUserDto, 'password' | 'initialPassword' | 'notify'>,
    { accepted, invited }: InitialPassword,
  ): Promise<NewUserRow> {
    return {
      id,
      domainId,
      username: input.username,
      firstName: input.firstName,
      lastName: input.lastName,
      email: input.email ?? null,
      phone: input.phone ?? null,
      roleId: input.roleId,
      twoFactorRequired: input.twoFactorRequired ?? false,
      timeZone: input.timeZone ?? null,
      language: input.language ?? null,
      emailNotifications: input.emailNotifications ?? true,
      isProtected: false,
      invited,
      ...rulesOf(accepted),
      passwordHash: accepted && (await this.passwords.seal(tx, domainId, id, accepted.hash)),
    };
  }
}

function rulesOf(accepted: AcceptedPassword | null) {
  if (!accepted) {
    return { mustChangePassword: false, passwordHours: null, passwordMode: null, passwordMinLength: null };
  }
  const { mustChange: mustChangePassword, hours: passwordHours, mode: passwordMode, minLength } = accepted;
  return { mustChangePassword, passwordHours, passwordMode, passwordMinLength: minLength };
}

/** What nobody should build their password from. */
export function nameOf(input: Pick<CreateUserDto, 'username' | 'email' | 'firstName' | 'lastName'>) {
  const { username, email = null, firstName, lastName } = input;
  return { username, email, firstName, lastName };
}

/** Every field that a new user has, from nothing. */
export function madeOf(row: NewUserRow, roleName: string): FieldChange[] {
  const { username, firstName, lastName, email, phone, twoFactorRequired, timeZone, language, emailNotifications } =
    row;
  const made = { username, firstName, lastName, email, phone, role: roleName, enabled: true, twoFactorRequired };
  return Object.entries({ ...made, timeZone, language, emailNotifications })
    .filter(([, after]) => after !== null)
    .map(([field, after]) => ({ field, before: null, after }));
}

export function unknownRole(): Problem {
  const detail = 'is no role of this Domain';
  return new Problem('role-not-assignable', { errors: [{ pointer: '/roleId', code: 'role-not-found', detail }] });
}

function noAddress(pointer: string): Problem {
  const detail = 'needs an email address to write to';
  return new Problem('mail-unavailable', { errors: [{ pointer, code: 'mail-unavailable', detail }] });
}
